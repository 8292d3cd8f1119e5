"""Summaries: what is published, and looking it up."""
