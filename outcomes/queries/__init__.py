"""Reads of findings, commitments, measures and summaries, shaped for whoever asks."""
