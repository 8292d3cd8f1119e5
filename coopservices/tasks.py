"""Celery's door to the outbox."""

from celery import shared_task
from django.utils import timezone

from coopservices import events


@shared_task
def deliver_events() -> None:
    """Deliver until nothing waits."""
    while events.deliver(at=timezone.now()):
        pass
