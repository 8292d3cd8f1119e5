"""Reads of rounds, proposals, polls and results, shaped for whoever asks."""
