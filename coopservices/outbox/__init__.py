"""The outbox: events recorded with a change, and delivered at least once."""
