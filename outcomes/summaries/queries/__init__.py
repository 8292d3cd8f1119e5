"""Reads of summaries."""
