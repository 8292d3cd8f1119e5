"""Pages of several nouns of this app."""
