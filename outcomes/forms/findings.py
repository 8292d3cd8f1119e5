"""The shape of an answer to a finding."""
