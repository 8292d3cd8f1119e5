"""Asks a worker to deliver the outbox soon, from a thread of its own, so that a dead or frozen
broker keeps no page.
"""

import atexit
import os
import threading
from time import sleep

import structlog
from django.conf import settings

from coopservices.celery import app

PAUSE = 0.2  # seconds between two requests: a thousand ballots a second are still five messages
PATIENCE = 2.0  # seconds that a process which is ending waits for its last request

log = structlog.get_logger(__name__)


def deliverer() -> None:
    """Return at once; a worker is asked within moments, or by beat within seconds if this process
    cannot reach it.
    """
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        _asker.want()


class _Asker:
    """One thread of this process, started on demand. Many wants at once are one request."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._wanted = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._thread: threading.Thread | None = None

    def want(self) -> None:
        self._idle.clear()
        self._wanted.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._ask_whenever_wanted, name="nudge", daemon=True
                )
                self._thread.start()

    def finish(self) -> None:
        """Wait a little for what is still wanted, so that a command's last nudge is not cut off in
        the middle.
        """
        self._idle.wait(PATIENCE)

    def _ask_whenever_wanted(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            _ask()
            if not self._wanted.is_set():
                self._idle.set()
            sleep(PAUSE)


def _ask() -> None:
    try:
        app.send_task("coopservices.tasks.deliver_events")
    except Exception as problem:  # noqa: BLE001  # whatever a broker may raise, beat delivers later
        log.warning("nudge_failed", problem=type(problem).__name__)


def _restart_after_fork() -> None:
    """A forked child has none of its parent's threads, and perhaps a lock that nobody will ever
    release.
    """
    global _asker  # noqa: PLW0603
    _asker = _Asker()


def _finish() -> None:
    _asker.finish()


_asker = _Asker()
os.register_at_fork(after_in_child=_restart_after_fork)
atexit.register(_finish)
