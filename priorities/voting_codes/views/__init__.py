"""The pages of codes, and of their letters in the post."""
