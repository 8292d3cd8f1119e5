"""Reads of the story of a proposal."""
