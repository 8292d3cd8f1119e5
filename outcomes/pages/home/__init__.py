"""The first page of a council."""
