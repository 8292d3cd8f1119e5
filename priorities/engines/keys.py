"""Keys: what is derived from a poll's key, 32 random bytes kept outside the database and drawn
elsewhere.
"""

import hashlib
from uuid import UUID

from participation.engines.eligibility import keyed_hash, subkey

__all__ = ["key_check", "keyed_hash", "lease_id", "lock_id", "subkey"]


def key_check(key: bytes) -> bytes:
    """Return the 8 bytes by which a key is recognised, safe to keep in the database."""
    return subkey(key, "check")[:8]


def lock_id(poll: UUID) -> int:
    """Return the poll's number for `pg_advisory_xact_lock`, a signed 64-bit integer."""
    return _number(b"LV1/lock" + poll.bytes)


def lease_id(poll: UUID) -> int:
    """Return the number by which whoever counts the poll holds it: another than its lock's."""
    return _number(b"LV1/count" + poll.bytes)


def _number(text: bytes) -> int:
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big", signed=True)
