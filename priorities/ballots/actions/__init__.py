"""Every change to ballots."""
