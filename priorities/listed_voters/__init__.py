"""Voters who are found on a register of the council: the way in with one's details."""
