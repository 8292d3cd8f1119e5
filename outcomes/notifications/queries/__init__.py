"""Reads of what is followed, of what happened, and of who hears of it."""
