"""Seals, receipts, and what is published of a count."""
