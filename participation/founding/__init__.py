"""Founding a council: its first sectors and its first officer."""
