"""Delivers the outbox here and now, so that the story needs neither broker nor worker."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from coopservices import events
from coopservices.celery import app


def deliver_all() -> None:
    """Hand every waiting event to its subscribers and run them, until nothing waits. What a task raises is raised."""
    with _in_this_process():
        while events.deliver(at=timezone.now()):
            pass


@contextmanager
def _in_this_process() -> Iterator[None]:
    before = app.conf.task_always_eager, app.conf.task_eager_propagates
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    try:
        yield
    finally:
        app.conf.task_always_eager, app.conf.task_eager_propagates = before
