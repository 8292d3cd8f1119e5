"""Findings: what was heard, and the council's answer."""
