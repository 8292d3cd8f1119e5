"""The booth of whoever has no account: what their session keeps, and limits on guessing."""
