"""Commitments: the public list, one of them, what was done, and whether it worked."""
