"""The facts of the ground, where Django looks for them."""

from coopservices.audit.models import AuditCheck, AuditEntry
from coopservices.outbox.models import Event

__all__ = ["AuditCheck", "AuditEntry", "Event"]
