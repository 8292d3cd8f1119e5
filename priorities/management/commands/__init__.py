"""The shell door of the priorities floor."""
