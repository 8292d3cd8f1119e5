"""Checks the chain and keeps what was found, so that a page can say when it was last looked at."""

from datetime import datetime

from django.db import transaction

from coopservices.audit.chain import Verified
from coopservices.audit.models import AuditCheck
from coopservices.audit.queries import verification


def ask_for_check(*, at: datetime) -> AuditCheck:
    """The check that waits to be done; one at a time, however many ask."""
    return AuditCheck.objects.waiting().first() or AuditCheck.objects.create(asked_at=at)


def check_chain(*, at: datetime) -> Verified:
    """Read the whole chain, and keep what was found. The head that the last check found good must
    be in it still: entries removed from the end since then are noticed, as long as nobody wrote
    that anew too.
    """
    last = AuditCheck.objects.held().newest_first().first()
    found = verification(since=last.head if last else "")
    with transaction.atomic():
        check = AuditCheck.objects.select_for_update().waiting().first() or AuditCheck(asked_at=at)
        check.checked_at, check.entries, check.head = at, found.entries, found.head
        check.fault_n = found.fault.n if found.fault else None
        check.fault_why = found.fault.why if found.fault else ""
        check.save()
    return found
