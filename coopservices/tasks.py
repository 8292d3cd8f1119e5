"""Celery tasks: delivering the outbox, and each day deleting what is no longer needed and verifying
the audit.
"""

from datetime import timedelta

import structlog
from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from coopservices.audit.checking import check_chain
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
def verify_audit(check_id: str = "") -> None:
    """Keep whether the audit holds, each day and when somebody asks, and say so in the log with its
    head: where logs are kept elsewhere, entries removed from the end are noticed too.
    """
    found = check_chain(at=timezone.now())
    if found.fault:
        log.critical("audit_broken", n=found.fault.n, why=found.fault.why.value)
    else:
        log.info("audit_holds", entries=found.entries, head=found.head)
