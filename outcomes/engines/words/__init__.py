"""Numbers put in sentences."""
