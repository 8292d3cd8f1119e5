"""The facts of the ground, where Django looks for them."""

from coopservices.audit.models import AuditCheck, AuditEntry
from coopservices.limits import KeptLimit
from coopservices.outbox.models import Event

__all__ = ["AuditCheck", "AuditEntry", "Event", "KeptLimit"]
