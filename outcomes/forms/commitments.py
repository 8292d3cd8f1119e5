"""The shape of a promise, of an update, of a verdict, and of a search among promises."""
