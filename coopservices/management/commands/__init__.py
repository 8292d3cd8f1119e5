"""The shell door of the ground."""
