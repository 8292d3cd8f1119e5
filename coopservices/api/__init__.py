"""The public API's common ground: it only reads, pages by cursor, and explains itself."""
