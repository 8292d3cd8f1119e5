"""The ballot box: the statements that put a ballot in or take it out while voting is open, under
the poll's lock.

Whoever casts holds the poll's lock together with others, whoever closes holds it alone; state and
clock are judged after the lock, by the database, in the statement that writes. So no acknowledged
ballot misses the count. Source: docs/ballots.md, "Casting"; without the lock 508 acknowledged
ballots did.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from priorities.ballots.models import SealedBallot
from priorities.engines.keys import lock_id
from priorities.polls.actions.lock import SHARED_LOCK
from priorities.polls.models import Poll
from priorities.polls.queries.polls import OpenedPoll
from priorities.public_log.models import LogEntry

_POLLS, _BALLOTS, _LOG = (model._meta.db_table for model in (Poll, SealedBallot, LogEntry))  # noqa: SLF001 (Django's public name for it)

# The database's own clock, as it keeps times. SQLite tells milliseconds and keeps microseconds:
# they are rounded up.
_CLOCK = {
    "postgresql": "clock_timestamp()",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f999', 'now')",
}
_TODAY = {"postgresql": "(clock_timestamp() AT TIME ZONE 'UTC')::date", "sqlite": "date('now')"}
_FINGERPRINT = {
    "postgresql": "encode(sha256(convert_to(definition, 'UTF8')), 'hex')",
    "sqlite": "SHA256(definition)",  # Django's
}
# The mark of a ward: the first 6 bytes of an id, which PostgreSQL writes with a hyphen among them.
_MARK = {"postgresql": "left({id}::text, 13)", "sqlite": "substr({id}, 1, 12)"}
# Whoever casts has found the definition to be the poll's own: it is still what is stored, so no
# process goes on by what it remembers, and its end is the end whatever the row says. What the log
# calls closed stays closed.
_IS_OPEN = f"""
    EXISTS (
        SELECT 1 FROM {_POLLS}
        WHERE id = %s AND state = 'open' AND {{clock}} < closes_at AND {{clock}} < %s
            AND definition_mac = %s AND {{fingerprint}} = %s
            AND NOT EXISTS (
                SELECT 1 FROM {_LOG} WHERE {_LOG}.poll = {_POLLS}.id AND kind = 'closed'
            )
    )
"""  # noqa: S608 (names of our own tables; every value is a parameter)
_PUT = f"""
    INSERT INTO {_BALLOTS} (id, poll_id, pseudonym, receipt_index, nonce, ciphertext)
    SELECT %s, %s, %s, %s, %s, %s WHERE {_IS_OPEN}
    ON CONFLICT (poll_id, pseudonym) DO UPDATE SET
        receipt_index = excluded.receipt_index,
        nonce = excluded.nonce,
        ciphertext = excluded.ciphertext
    WHERE {{ward_of_last}} = {{ward}}
    RETURNING nonce, ciphertext, {{today}}
"""
_TAKE_OUT = f"""
    DELETE FROM {_BALLOTS} WHERE poll_id = %s AND pseudonym = %s AND {_IS_OPEN} RETURNING {{today}}
"""  # noqa: S608 (names of our own tables; every value is a parameter)


class Sealed(NamedTuple):
    """A ballot as it lies in the box; its id begins with the mark of its elector's ward."""

    id: UUID
    pseudonym: bytes
    receipt_index: bytes
    nonce: bytes
    ciphertext: bytes


class Stored(NamedTuple):
    """What the database gave back: the ballot it holds, and its day."""

    nonce: bytes
    ciphertext: bytes
    on: date


def put(*, poll: OpenedPoll, ballot: Sealed) -> Stored | None:
    """Store the ballot in the place of its elector's last; None once voting has closed, where the
    definition is another by now, or where their last was cast from another ward.

    It is there for good when this returns. Raises IntegrityError where another ballot has this
    receipt, and RuntimeError inside a transaction.
    """
    with _transaction_of_one():
        row = _run(_PUT, poll, [ballot.id, poll.pk, *ballot[1:]])
    return row and Stored(bytes(row[0]), bytes(row[1]), _day(row[2]))


def take_out(*, poll: OpenedPoll, pseudonym: bytes) -> date | None:
    """Delete the ballot and return the database's day; None if there is none, or
    voting has closed.
    """
    row = _run(_TAKE_OUT, poll, [poll.pk, pseudonym])
    return row and _day(row[0])


def is_open(*, poll: OpenedPoll) -> bool:
    """Whether the poll takes ballots at this moment, by the database's clock."""
    return _run(f"SELECT 1 WHERE {_IS_OPEN}", poll, []) is not None


def _transaction_of_one() -> AbstractContextManager[object]:
    """The transaction of a single statement, which has to be the outermost.

    PostgreSQL makes one transaction of the lock and the statement, as they are one message: BEGIN
    and COMMIT would be two journeys more for every vote.
    """
    if connection.vendor == "postgresql" and connection.get_autocommit():
        return nullcontext()
    return transaction.atomic(durable=True)


def _run(statement: str, poll: OpenedPoll, values: Sequence[UUID | bytes]) -> Any:
    """The row that a statement returns, which ends with `_IS_OPEN` but for what needs no values."""
    database = connections[DEFAULT_DB_ALIAS]  # once: each look at `connection` finds it again
    kind = database.vendor
    lock = SHARED_LOCK.get(kind, "")
    sql = lock + statement.format(
        clock=_CLOCK[kind],
        today=_TODAY[kind],
        fingerprint=_FINGERPRINT[kind],
        ward_of_last=_MARK[kind].format(id=f"{_BALLOTS}.id"),
        ward=_MARK[kind].format(id="excluded.id"),
    )
    end = database.ops.adapt_datetimefield_value(poll.closes_at)
    kept = [
        value.hex if kind == "sqlite" and isinstance(value, UUID) else value
        for value in (*values, poll.pk, end, poll.mac, poll.fingerprint)
    ]  # as text there
    with database.cursor() as cursor:
        cursor.execute(sql, [lock_id(poll.pk), *kept] if lock else kept)
        return cursor.fetchone()


def _day(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)
