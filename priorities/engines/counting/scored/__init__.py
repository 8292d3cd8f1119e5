"""Rules that add up what each option received."""
