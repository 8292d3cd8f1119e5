"""Founding a council, and saying what it is: its details, sectors and organisations."""
