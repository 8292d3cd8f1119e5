"""Sectors, the organisations that work in them, and the services people use."""
