"""A poll's result as it is published: in words, in charts, and by other rules."""
