"""What people tell of themselves, and the page where they do."""
