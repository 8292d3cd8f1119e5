"""Commands about councils, places and services."""
