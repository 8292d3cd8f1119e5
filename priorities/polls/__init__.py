"""Polls: drafting, opening and closing one, its keys and its lock."""
