"""Who takes part: answers that nobody must give, kept as counts without a person."""
