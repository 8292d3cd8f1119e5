"""Reads of paper ballots."""
