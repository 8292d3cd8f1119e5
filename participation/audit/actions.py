"""Asking for a check of the audit."""

from datetime import datetime

from django.db import transaction

from coopservices import audit
from coopservices.audit.checking import ask_for_check
from coopservices.outbox import events
from coopservices.permissions import require
from participation.audit.permissions import may_read_audit
from participation.councils.models import Council
from participation.people.models import User


@transaction.atomic
def ask_for_audit_check(*, by: User, council: Council, at: datetime) -> None:
    """Let the whole chain be read again, away from the page: it may be long."""
    require(may_read_audit(by, council))
    check = ask_for_check(at=at)
    audit.record("audit_check_asked", council, by=by, at=at)
    events.record("participation.audit_check_asked", subject_id=check.pk, actor_id=by.pk, at=at)
