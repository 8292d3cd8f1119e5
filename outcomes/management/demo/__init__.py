"""The story of the demonstration council, told through the actions: one file for each
kind of step.
"""
