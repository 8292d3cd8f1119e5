"""Founding a council."""
