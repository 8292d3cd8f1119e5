"""Who counts a poll: one job in the queue, and one worker at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import connection

from priorities.engines.keys import lease_id

LONGEST_IN_QUEUE = timedelta(minutes=10)  # then a job was lost, as with a broker that lost its disk
_HELD = (
    "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE locktype = 'advisory' AND objsubid = 1 AND datname = current_database()"
    " AND (classid::bigint << 32) | objid::bigint = %s)"
)


def may_queue(*, poll: UUID) -> bool:
    """Whether no job to count the poll waits or is at work; whoever hears so is to queue one."""
    return not is_being_counted(poll=poll) and bool(
        cache.add(_waiting(poll), True, LONGEST_IN_QUEUE.total_seconds())
    )


@contextmanager
def count_lease(*, poll: UUID) -> Iterator[bool]:
    """Hold the poll for counting, and say whether that went: not while another worker holds it.

    The lease is the connection's, so it ends with a worker that dies, however that dies. SQLite
    needs none: the platform runs one worker on it.
    """
    cache.delete(_waiting(poll))
    if connection.vendor != "postgresql":
        yield True
        return
    is_ours = _asked("SELECT pg_try_advisory_lock(%s)", poll)
    try:
        yield is_ours
    finally:
        if is_ours:
            _asked("SELECT pg_advisory_unlock(%s)", poll)


def is_being_counted(*, poll: UUID) -> bool:
    """Whether a worker holds the poll's lease."""
    return connection.vendor == "postgresql" and _asked(_HELD, poll)


def _waiting(poll: UUID) -> str:
    return f"count-waits/{poll}"


def _asked(sql: str, poll: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [lease_id(poll)])
        (answer,) = cursor.fetchone()
    return bool(answer)
