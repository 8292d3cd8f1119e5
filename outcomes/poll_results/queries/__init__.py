"""Reads of results as they are published."""
