"""Reads of ballots."""
