"""The services of a council: the list of them, and one with what was said about it."""
