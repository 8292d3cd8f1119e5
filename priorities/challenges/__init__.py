"""Challenges to a provisional result: made in words, answered in public, and it waits for them."""
