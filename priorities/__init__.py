"""What should come first: rounds, proposals, polls, sealed ballots, counting and results."""
