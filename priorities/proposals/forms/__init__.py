"""What comes in about proposals."""
