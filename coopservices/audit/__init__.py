"""The audit: who did what, as what, to which thing and when, in one chain that nobody changes
unnoticed.

An action writes `audit.record("finding_answered", finding, by=by, at=at)` after its change, and a
door that shows who people are `audit.record_reading(...)`. Source: docs/audit.md.
"""

from coopservices.audit.recording import record, record_reading

__all__ = ["record", "record_reading"]
