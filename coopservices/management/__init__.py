"""What the shell can do."""
