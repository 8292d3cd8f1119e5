"""Exact counting: one small file a rule, compact ballots in, one count with its steps out."""
