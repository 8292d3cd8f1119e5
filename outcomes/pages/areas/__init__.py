"""The wards of a council: a map of them, one with what was said about it, and which is yours."""
