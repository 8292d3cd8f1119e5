"""Reads of councils, places and people, shaped for whoever asks."""
