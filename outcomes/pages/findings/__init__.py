"""What was heard in a round, with its answers and its commitments."""
