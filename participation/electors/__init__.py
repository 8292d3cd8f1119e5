"""Electors: one entitlement to vote each, and what it was shown by."""
