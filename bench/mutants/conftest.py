"""Tests against mutants: fewer examples, the same every time, and no clock, since several run at once."""

from hypothesis import settings

settings.register_profile("mutants", derandomize=True, deadline=None, database=None, max_examples=25)
settings.load_profile("mutants")
