"""Celery tasks: delivering the outbox, and each day deleting what is no longer needed and verifying
the audit.
"""

from datetime import timedelta

import structlog
from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from coopservices.audit.queries import verification
from coopservices.limits import forget_limits
from coopservices.outbox import events

REMEMBERED = timedelta(days=7)

log = structlog.get_logger(__name__)


@shared_task
def deliver_events() -> None:
    """Deliver until nothing waits."""
    while events.deliver(at=timezone.now()):
        pass


@shared_task
def tidy() -> None:
    """Delete delivered events after a week, and sessions and limits that have run out."""
    events.forget_delivered(before=timezone.now() - REMEMBERED)
    forget_limits(before=timezone.now())
    call_command("clearsessions")


@shared_task
def verify_audit() -> None:
    """Say in the log whether the audit holds, and its head: where logs are kept elsewhere, entries
    removed from the end are noticed too.
    """
    found = verification()
    if found.fault:
        log.critical("audit_broken", n=found.fault.n, why=found.fault.why.value)
    else:
        log.info("audit_holds", entries=found.entries, head=found.head)
