"""Appending to the public log, one entry after the other."""

from uuid import UUID

from django.db import transaction

from coopservices.locks import lock_alone
from priorities.engines.keys import lock_id
from priorities.engines.sealing import merkle
from priorities.public_log.models import LogEntry

_LOG = lock_id(UUID(int=0))  # whoever appends holds the lock of this number, and takes no other


@transaction.atomic
def append_to_log(
    *, kind: LogEntry.Kind, poll: UUID, text: bytes, signature: bytes, public_key: bytes
) -> LogEntry:
    """Append one entry. Raises IntegrityError where the poll has one of this kind.

    Holds the lock of the log until the transaction ends: take it last.
    """
    lock_alone(_LOG)
    return LogEntry.objects.create(
        n=LogEntry.objects.count(),
        kind=kind,
        poll=poll,
        text=text.decode(),
        signature=signature,
        public_key=public_key,
        leaf_hash=merkle.leaf_hash(text),
    )
