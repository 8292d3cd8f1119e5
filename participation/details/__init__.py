"""What people say about themselves, and the page where they do."""
