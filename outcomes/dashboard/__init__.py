"""The commissioners' dashboard."""
