"""pabutools, another program for participatory budgeting: asked as a process, in an environment of
its own.
"""
