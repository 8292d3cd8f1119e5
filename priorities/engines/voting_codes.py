"""Voting codes: twelve symbols that entitle to one ballot in one poll, made again from a key
whenever they are printed, and kept nowhere.

Source: docs/ballots.md, "Codes".
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self
from uuid import UUID

from coopservices.sentences import sentence
from participation.engines.eligibility import frame
from priorities.engines.crockford import SYMBOLS, forgiven, grouped, spelled
from priorities.engines.keys import keyed_hash, subkey

LENGTH = 12  # symbols of 5 bits

HELD, TRIES = "voting_code", "voting_code_tries"  # in a session
SECONDS_HELD = 2 * 60 * 60  # and no longer than voting lasts: others use the same computer
MOST_TRIES, SECONDS_OF_PAUSE = 5, 10 * 60


class CodeUnreadable(ValueError):
    """This cannot be a code; the message helps to find the slip."""


class BatchFacts(NamedTuple):
    """What every code of a batch stands for. Each code is made of them, so a batch that was moved
    to another ward, or made to count, has no code that works.
    """

    poll: UUID
    batch: UUID
    is_test: bool
    area_code: str
    constituency: str


def voting_code(key: bytes, facts: BatchFacts, serial: int, issue: int) -> str:
    """Return the code with a number of a batch: its `issue` counts how often it was replaced.

    The first 60 bits of HMAC-SHA256(subkey("voting-code"), frame(poll, batch, kind, area code,
    constituency, serial, issue)) as 12 symbols.
    """
    kind = b"test" if facts.is_test else b"real"
    message = frame(
        facts.poll.bytes,
        facts.batch.bytes,
        kind,
        facts.area_code.encode(),
        facts.constituency.encode(),
        serial.to_bytes(4, "big"),
        issue.to_bytes(4, "big"),
    )
    digest = keyed_hash(subkey(key, "voting-code"), message)
    return spelled(int.from_bytes(digest[:8], "big") >> 64 - 5 * LENGTH, LENGTH)


def code_hash(key: bytes, poll: UUID, code: str) -> bytes:
    """Return the 32 bytes that stand in the database for a code:
    HMAC-SHA256(subkey("voting-code-hash"), poll ‖ code).
    """
    return keyed_hash(subkey(key, "voting-code-hash"), poll.bytes + code.encode())


def printed(code: str) -> str:
    """Return a code as it is printed: `ABCD-EFGH-JKMN`."""
    return grouped(code)


def read_code(typed: str) -> str:
    """Return the code in what somebody typed, whatever its case, spaces and hyphens; I and L are 1,
    O is 0. Raises CodeUnreadable.
    """
    symbols = forgiven(typed)
    strange = next((symbol for symbol in symbols if symbol not in SYMBOLS), None)
    if strange is not None:
        raise CodeUnreadable(
            sentence(
                "“%(symbol)s” is never part of a code. Codes use numbers, and letters other than "
                "U.",
                symbol=strange,
            )
        )
    if len(symbols) != LENGTH:
        raise CodeUnreadable(
            sentence(
                "A code has %(all)s letters and numbers. This one has %(found)s.",
                all=LENGTH,
                found=len(symbols),
            )
        )
    return symbols


@dataclass(frozen=True)
class HeldCode:
    """Which code somebody has entered in this browser, as the session keeps it, and until when, in
    seconds since 1970: never the code itself, a choice or the elector.
    """

    poll: str
    code: int
    issue: int
    until: float

    @classmethod
    def read(cls, facts: Mapping[str, Any] | None, now: float) -> Self | None:
        """The code of these facts, as `facts` has them; None where there are none, or no longer."""
        held = cls(**facts) if facts else None
        return held if held and now < held.until else None

    @property
    def facts(self) -> dict[str, Any]:
        """All of it by name, to keep."""
        return asdict(self)


@dataclass(frozen=True)
class Tries:
    """How many wrong codes came in a row, and when the last did, in seconds since 1970."""

    wrong: int = 0
    last_at: float = 0.0

    @classmethod
    def read(cls, facts: Mapping[str, Any] | None) -> Self:
        """The tries of these facts, as `facts` has them; none where there are none."""
        return cls(**facts) if facts else cls()

    @property
    def facts(self) -> dict[str, Any]:
        """All of it by name, to keep."""
        return asdict(self)

    def is_paused(self, now: float) -> bool:
        """Whether no code is looked at for now."""
        return self.wrong >= MOST_TRIES and now - self.last_at < SECONDS_OF_PAUSE

    def with_wrong(self, now: float) -> "Tries":
        """The tries after another wrong one; those before a pause are forgotten."""
        is_new = now - self.last_at >= SECONDS_OF_PAUSE
        return Tries(1 if is_new else self.wrong + 1, now)
