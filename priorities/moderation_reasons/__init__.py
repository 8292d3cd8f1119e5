"""Reasons for hiding proposals: the platform's, and a council's own."""
