"""The shape of what came in about findings, commitments and measures."""
