"""Lets SQLite hurry while the story is told: eight thousand transactions, none of which anybody
would miss.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Within this block a power cut may lose what was just committed. Real votes always wait for
    the disk.
    """
    if (
        connection.vendor != "sqlite" or connection.in_atomic_block
    ):  # in a transaction nothing waits
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA synchronous").fetchone()
        cursor.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={before}")
