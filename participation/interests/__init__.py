"""Interests: what people who decide here have to do with what they decide about."""
