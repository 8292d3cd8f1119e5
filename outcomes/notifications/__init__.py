"""Notifications: following what matters to somebody, and hearing what came of it."""
