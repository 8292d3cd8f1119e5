"""Every change to paper ballots."""
