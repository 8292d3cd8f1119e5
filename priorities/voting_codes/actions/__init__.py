"""What is done with codes: made, entered and forgotten; and their letters, posted."""
