"""Results: counting, publishing, certifying, and looking up a receipt."""
