"""Disclosure control: small numbers about people."""
