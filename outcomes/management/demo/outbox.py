"""Delivers the outbox here and now, so that the story needs neither broker nor worker."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone

from coopservices.celery import app
from coopservices.outbox import events


def deliver_all() -> None:
    """Hand every waiting event to its subscribers, until nothing waits."""
    while events.deliver(at=timezone.now()):
        pass


@contextmanager
def in_this_process() -> Iterator[None]:
    """Within this block tasks run where they are asked for, without a word in the log, and no
    worker is nudged.
    """
    app.loader.import_default_modules()  # now, because it sets up the log anew
    trace, before = logging.getLogger("celery.app.trace"), settings.CELERY_TASK_ALWAYS_EAGER
    settings.CELERY_TASK_ALWAYS_EAGER, trace.disabled = True, True
    try:
        yield
    finally:
        settings.CELERY_TASK_ALWAYS_EAGER, trace.disabled = before, False
