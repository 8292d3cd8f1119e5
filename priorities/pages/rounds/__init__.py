"""The list of rounds, and one round with all that is in it."""
