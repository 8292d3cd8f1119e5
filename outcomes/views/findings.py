"""Findings: what a round heard and what was answered, one finding, its answer, and the promise it leads to."""
