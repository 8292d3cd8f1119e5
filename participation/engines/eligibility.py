"""Eligibility: how an entitlement to vote is bound to what it was shown by, under a
council's key.
"""

import hmac
from uuid import UUID

KEY_SIZE = 32


def subkey(key: bytes, label: str) -> bytes:
    """Return the 32-byte key for one purpose: HMAC-SHA256(key, "LV1/" ‖ label)."""
    if len(key) != KEY_SIZE:
        raise ValueError(f"A key has {KEY_SIZE} bytes, not {len(key)}.")
    return keyed_hash(key, b"LV1/" + label.encode())


def keyed_hash(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA256 of `message`, 32 bytes."""
    return hmac.digest(key, message, "sha256")


def eligibility_entry(key: bytes, *, method: str, reference: str) -> bytes:
    """Return the 32 bytes that stand in the database for one register entry, code or account.

    Equal references give equal bytes, so a unique constraint binds each to one elector at most;
    without the key they cannot be guessed back. Normalise the reference before calling.
    HMAC-SHA256(subkey("eligibility-entry"), frame(method, reference)).
    """
    framed = frame(method.encode(), reference.encode())
    return keyed_hash(subkey(key, "eligibility-entry"), framed)


def eligibility_mac(
    key: bytes,
    *,
    elector: UUID,
    proofs: str,
    method: str,
    entry: bytes,
    area_code: str,
    constituency: str,
    poll: UUID | None = None,
) -> bytes:
    """Return the 32 bytes without which an elector's row is a forgery.

    Who can write to the database but lacks the key can neither mint an elector, nor claim that more
    was shown, nor move an elector to another ward, constituency or poll. HMAC-SHA256(
    subkey("eligibility-mac"), frame(elector, proofs, method, entry, area code, constituency)), the
    frame ending with the poll where the elector is for one alone.
    Source: docs/ballots.md, "Electors".
    """
    words = (proofs, method, area_code, constituency)
    shown, way, area, group = (word.encode() for word in words)
    only = (poll.bytes,) if poll else ()
    framed = frame(elector.bytes, shown, way, entry, area, group, *only)
    return keyed_hash(subkey(key, "eligibility-mac"), framed)


def binding_mac(key: bytes, *, entry: bytes, elector: UUID) -> bytes:
    """Return the 32 bytes without which nobody is led from this entry to this elector.
    HMAC-SHA256(subkey("eligibility-binding"), frame(entry, elector)).
    """
    return keyed_hash(subkey(key, "eligibility-binding"), frame(entry, elector.bytes))


def listed_mac(
    key: bytes,
    *,
    version: UUID,
    entry: bytes,
    person: bytes,
    area_code: str,
    constituency: str,
) -> bytes:
    """Return the 32 bytes without which nobody stands on a register: who can only write to the
    database can neither add somebody, nor move them to another ward or constituency, nor bring back
    who stood on an earlier version.

    HMAC-SHA256(subkey("eligibility-listed"), frame(version, entry, person, area code,
    constituency)). Source: docs/ballots.md, "Registers".
    """
    area, group = area_code.encode(), constituency.encode()
    framed = frame(version.bytes, entry, person, area, group)
    return keyed_hash(subkey(key, "eligibility-listed"), framed)


def frame(*fields: bytes) -> bytes:
    """Return the fields joined, each after its length as a big-endian u32, so none can bleed."""
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)
