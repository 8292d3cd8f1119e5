"""Search of all that is published."""
