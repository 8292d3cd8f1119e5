"""The one chain of a proposal, walkable in both directions."""
