"""Rules that count rankings."""
