"""Lets SQLite hurry while the story is told: eight thousand transactions, none of which anybody would miss."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Within this block a power cut may lose what was just committed. Real votes always wait for the disk."""
    if connection.vendor != "sqlite":
        yield
        return
    _synchronous("NORMAL")
    try:
        yield
    finally:
        _synchronous("FULL")


def _synchronous(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={how}")
