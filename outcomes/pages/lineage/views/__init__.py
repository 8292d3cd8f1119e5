"""The page of a chain: its steps in words, each with its address."""
