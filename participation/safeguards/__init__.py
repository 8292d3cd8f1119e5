"""Safeguards: what takes two people in a council."""
