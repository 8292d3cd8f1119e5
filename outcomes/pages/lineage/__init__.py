"""The story of a proposal, from the need to the verdict."""
