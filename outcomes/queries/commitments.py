"""Commitments as pages read them: the public list, one with its updates, and what residents say of it."""
