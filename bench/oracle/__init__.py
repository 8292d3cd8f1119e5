"""Oracle: our counts against the published results of real elections, in any folder
laid out alike.
"""
