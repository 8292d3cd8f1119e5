"""What waits for the reader today."""
