"""Voter registers: lists of people who may vote, imported by an officer and kept as keyed hashes
alone.
"""
