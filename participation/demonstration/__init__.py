"""What only a demonstration does."""
