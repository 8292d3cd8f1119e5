"""Whether the audit holds."""

from collections.abc import Iterator

from coopservices.audit.chain import Facts, Verified, verified
from coopservices.audit.models import AuditEntry

_ROWS_AT_ONCE = 2000


def verification(*, since: str = "", expected_head: str = "") -> Verified:
    """The whole chain, read once from its first entry in constant memory, and held against the
    heads that were noted.
    """
    return verified(_rows(), since=since, expected_head=expected_head)


def _rows() -> Iterator[tuple[Facts, str]]:
    entries = AuditEntry.objects.oldest_first().values_list(*Facts._fields, "entry_hash")
    for *facts, entry_hash in entries.iterator(chunk_size=_ROWS_AT_ONCE):
        yield Facts(*facts), entry_hash
