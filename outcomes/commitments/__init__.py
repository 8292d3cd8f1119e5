"""Commitments, with what was done about them and whether it worked."""
