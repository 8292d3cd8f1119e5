"""Every change to polls."""
