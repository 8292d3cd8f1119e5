"""Making every summary anew from the slices below."""
