"""Who holds which role where, and signing in."""
