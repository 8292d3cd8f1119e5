"""Reads of the dashboard."""
