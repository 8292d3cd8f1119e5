"""Every change to services and organisations."""
