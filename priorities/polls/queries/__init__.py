"""Reads of polls."""
