"""Locks of the database that last until the transaction ends, each known by a number."""

from django.db import connection


def lock_alone(number: int) -> None:
    """Wait for whoever holds this lock, and keep others out until the transaction ends.

    SQLite needs nothing: there every transaction begins by keeping other writers out.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
