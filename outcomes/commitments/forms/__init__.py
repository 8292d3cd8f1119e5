"""What comes in about commitments."""
