"""Rules that spend a budget on options with costs."""
