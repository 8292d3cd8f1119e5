"""What the registry of personal data says, for a record, a notice and a person's own page."""
