"""The whole story, step by step."""
