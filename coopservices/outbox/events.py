"""The outbox's two verbs: record an event with the change it tells of, and deliver what waits, at
least once.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from coopservices.celery import app
from coopservices.outbox import nudge
from coopservices.outbox.models import Event

BATCH = 200


class UnknownEvent(Exception):
    """No table of subscribers names this event; add it to EVENT_SUBSCRIBERS, with an empty list if
    nobody listens.
    """


def record(name: str, *, subject_id: object, at: datetime, actor_id: int | None = None) -> None:
    """Write an event in the caller's transaction, and ask for its delivery once that transaction is
    committed.
    """
    if name not in settings.EVENT_SUBSCRIBERS:
        raise UnknownEvent(name)
    Event.objects.create(name=name, subject_id=str(subject_id), actor_id=actor_id, happened_at=at)
    transaction.on_commit(nudge.deliverer)


def deliver(*, at: datetime) -> int:
    """Hand the oldest waiting events to their subscribers and return how many were handed over.

    Ten changes to one subject are one job. If the broker refuses, nothing is marked and all of it
    is tried again.
    """
    with transaction.atomic():
        events = list(Event.objects.pending().oldest_first().claimed_by_us()[:BATCH])
        for task, subject_id in _jobs(events):
            _task(task).delay(subject_id)
        Event.objects.filter(pk__in=[event.pk for event in events]).delivered(at)
    return len(events)


def repeat(tasks: str, *, since: datetime) -> int:
    """Hand what happened since then once more to those subscribers whose names begin so, and return
    how many jobs that is: what mends the loss of a job that died with its worker.
    """
    subscribers = settings.EVENT_SUBSCRIBERS.items()
    heard = [name for name, named in subscribers if any(task.startswith(tasks) for task in named)]
    happened = Event.objects.filter(name__in=heard, happened_at__gte=since)
    delivered = list(happened.exclude(delivered_at=None).oldest_first())
    jobs = [job for job in _jobs(delivered) if job[0].startswith(tasks)]
    for task, subject_id in jobs:
        _task(task).delay(subject_id)
    return len(jobs)


def forget_delivered(*, before: datetime) -> int:
    """Delete events delivered before then and return how many: when something happened is not kept
    without a use.
    """
    forgotten, _ = Event.objects.filter(delivered_at__lt=before).delete()
    return forgotten


def waiting() -> int:
    """How many events have not been delivered yet."""
    return Event.objects.pending().count()


def _task(name: str) -> Any:
    if name not in app.tasks:  # only a worker has loaded them all when it starts
        app.loader.import_default_modules()
    return app.tasks[name]


def _jobs(events: list[Event]) -> list[tuple[str, Any]]:
    """Each (task, subject) once. An event whose name a newer release no longer knows has no
    subscribers.
    """
    subscribers = settings.EVENT_SUBSCRIBERS
    return list(
        dict.fromkeys(
            (task, event.subject_id) for event in events for task in subscribers.get(event.name, [])
        )
    )
