"""Participation's rules that need no database."""
