"""Every change to results."""
