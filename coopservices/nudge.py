"""Asks a worker to deliver the outbox soon, from a thread of its own, so that a dead or frozen broker keeps no page."""

import threading

import structlog
from django.conf import settings

from coopservices.celery import app

log = structlog.get_logger(__name__)

_wanted = threading.Event()
_starting = threading.Lock()
_threads: list[threading.Thread] = []


def deliverer() -> None:
    """Return at once; a worker is asked within moments, or by beat within seconds if this process cannot reach it."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return
    _wanted.set()
    with _starting:
        if not any(thread.is_alive() for thread in _threads):
            _threads[:] = [threading.Thread(target=_ask_whenever_wanted, name="nudge", daemon=True)]
            _threads[0].start()


def _ask_whenever_wanted() -> None:
    while True:
        _wanted.wait()
        _wanted.clear()
        try:
            app.send_task("coopservices.tasks.deliver_events")
        except Exception as problem:  # whatever a broker may raise, beat delivers later
            log.warning("nudge_failed", problem=type(problem).__name__)
