"""One proposal, with what polls made of it."""
