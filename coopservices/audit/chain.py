"""The chain of the audit: how an entry is written as bytes and hashed, and whether a run of entries
holds. No database, no clock.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

GENESIS = "0" * 64  # what the first entry follows
_DOMAIN = b"CoopServices/audit/1\0"  # no hash of anything else is ever one of an entry
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,79}")
_ACT = re.compile(r"[a-z]+(_[a-z]+)*")


class NotACode(ValueError):
    """The audit holds codes, ids and numbers; this could be something that somebody wrote."""


class Facts(NamedTuple):
    """All that an entry's hash covers. `actor_id` is null where nobody who has an account acted."""

    n: int
    at: datetime
    act: str
    actor_id: int | None
    role: str
    council_id: int | None
    subject_type: str
    subject_id: str
    details: str
    previous_hash: str


class Why(StrEnum):
    """What is wrong with an entry."""

    GAP = "gap"
    ORDER = "order"
    HASH = "hash"
    HEAD = "head"


class Fault(NamedTuple):
    """The first entry that is wrong, or missing, by its number, and why."""

    n: int
    why: Why


class Verified(NamedTuple):
    """How many entries hold from the first on, the hash of the last of them, and what ended it."""

    entries: int
    head: str
    fault: Fault | None


def hash_of(facts: Facts) -> str:
    """SHA-256, as 64 hexadecimal digits, over the domain and the canonical JSON of all facts."""
    at = facts.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return sha256(_DOMAIN + _json({**facts._asdict(), "at": at}).encode()).hexdigest()


def checked_act(act: str) -> str:
    """The code of an act, as in "finding_answered". Raises NotACode."""
    if not _ACT.fullmatch(act):
        raise NotACode(act)
    return act


def written(details: Mapping[str, object]) -> str:
    """Canonical JSON of an entry's details, "" for none. Raises NotACode for anything but codes,
    ids, numbers and lists of them.
    """
    return _json({_code(key): _plain(value) for key, value in details.items()}) if details else ""


def verified(
    rows: Iterable[tuple[Facts, str]], *, since: str = "", expected_head: str = ""
) -> Verified:
    """Whether each entry, oldest first with its hash, follows the one before it and is as it was
    written.

    `since` is a head noted earlier, which must still be in the chain; `expected_head` must be the
    last. Without either, a tail that was cut off is not seen.
    """
    n, head, is_since_met = 0, GENESIS, since in ("", GENESIS)
    for facts, entry_hash in rows:
        if why := _why_not(facts, entry_hash, n + 1, head):
            return Verified(n, head, Fault(n + 1 if why is Why.GAP else facts.n, why))
        n, head = facts.n, entry_hash
        is_since_met = is_since_met or head == since
    is_head_met = is_since_met and expected_head in ("", head)
    return Verified(n, head, None if is_head_met else Fault(n, Why.HEAD))


def _why_not(facts: Facts, entry_hash: str, n: int, previous_hash: str) -> Why | None:
    if facts.n != n:
        return Why.GAP
    if facts.previous_hash != previous_hash:
        return Why.ORDER
    return None if hash_of(facts) == entry_hash else Why.HASH


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return _code(value) if value != "" else ""


def _code(value: object) -> str:
    code = str(value)
    if not _CODE.fullmatch(code):
        raise NotACode(code)
    return code
