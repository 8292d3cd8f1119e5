"""Claims: what people say of the services that they use, and who confirms it."""
