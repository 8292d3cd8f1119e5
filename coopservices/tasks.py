"""Celery tasks: delivering the outbox, and deleting each day what is no longer needed."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from coopservices.outbox import events

REMEMBERED = timedelta(days=7)


@shared_task
def deliver_events() -> None:
    """Deliver until nothing waits."""
    while events.deliver(at=timezone.now()):
        pass


@shared_task
def tidy() -> None:
    """Delete delivered events after a week, and sessions that have run out."""
    events.forget_delivered(before=timezone.now() - REMEMBERED)
    call_command("clearsessions")
