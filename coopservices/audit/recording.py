"""Writes entries of the audit, each in the transaction of the act it tells of."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models, transaction

from coopservices.audit.chain import GENESIS, Facts, checked_act, hash_of, written
from coopservices.audit.models import AuditEntry, kind_of

_LOCK = int.from_bytes(hashlib.sha256(b"CoopServices/audit/lock").digest()[:8], "big", signed=True)
_LOCKED_ON_POSTGRESQL = (
    "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; SELECT pg_advisory_xact_lock(%s)"
)


class Actor(Protocol):
    """A person with an account, as far as the audit knows one."""

    @property
    def pk(self) -> int: ...
    @property
    def is_superuser(self) -> bool: ...
    @property
    def roles(self) -> Iterable[tuple[int, str]]: ...


class Owner(Protocol):
    """A council."""

    @property
    def pk(self) -> int: ...


class Owned(Protocol):
    """A thing of a council."""

    @property
    def council_id(self) -> int: ...


def record(
    act: str,
    subject: models.Model | type[models.Model],
    *,
    by: Actor | None,
    council: Owner | None = None,
    details: Mapping[str, object] | None = None,
    at: datetime,
) -> AuditEntry:
    """Add an entry to the chain in the caller's transaction, after its change and before its event.

    `by` is None where nobody who has an account acts: the platform itself, or its shell. The
    council is the subject's own, its `council_id`; for an account say which. `details` are codes
    and ids. Raises NotACode, and RuntimeError outside a transaction.

    From here until the transaction ends nobody else adds an entry, so nothing that may wait for a
    lock comes after it: rows and other locks first, then this. What waits at the commit, the check
    of foreign keys, is done before the lock is asked for. Casting a ballot never comes here.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry is written in the transaction of its act.")
    council_id = council.pk if council else _council_of(subject)
    kind, key = _named(subject)
    role = _roles(by, council_id)
    _lock()
    head = AuditEntry.objects.newest_first().values_list("n", "entry_hash").first()
    n, previous_hash = head or (0, GENESIS)
    facts = Facts(
        n=n + 1,
        at=at,
        act=checked_act(act),
        actor_id=by.pk if by else None,
        role=role,
        council_id=council_id,
        subject_type=kind,
        subject_id=key,
        details=written(details or {}),
        previous_hash=previous_hash,
    )
    return AuditEntry.objects.create(**facts._asdict(), entry_hash=hash_of(facts))


record_reading = transaction.atomic(record)  # a look changes nothing, so its entry is all there is


def _named(subject: models.Model | type[models.Model]) -> tuple[str, str]:
    """The kind and the id of a thing; a whole kind has no id."""
    return kind_of(subject), "" if isinstance(subject, type) else str(subject.pk)


def _council_of(subject: models.Model | type[models.Model]) -> int | None:
    """The id of the council that a thing is of; an account, or a whole kind, is of none."""
    is_of_none = isinstance(subject, type | AbstractBaseUser)
    return None if is_of_none else cast("Owned", subject).council_id


def _roles(by: Actor | None, council_id: int | None) -> str:
    if by is None:
        return ""
    codes = {str(role) for council, role in by.roles if council == council_id}
    return "+".join(sorted(codes | ({"superuser"} if by.is_superuser else set())))


def _lock() -> None:
    """Wait until nobody else adds an entry. On SQLite whoever writes is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCKED_ON_POSTGRESQL, [_LOCK])
