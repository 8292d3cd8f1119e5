"""Proposals: writing, publishing and listing them."""
