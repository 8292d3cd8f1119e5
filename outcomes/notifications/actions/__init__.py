"""What people do about what they follow, telling them, and sending letters."""
