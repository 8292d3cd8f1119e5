"""Voting codes: twelve symbols that entitle to one ballot in one poll, made again from a key
whenever they are printed, and kept nowhere.

Source: docs/ballots.md, "Codes".
"""

from typing import NamedTuple
from uuid import UUID

from coopservices.sentences import sentence
from participation.engines.eligibility import frame
from priorities.engines.crockford import SYMBOLS, forgiven, grouped, spelled
from priorities.engines.keys import keyed_hash, subkey

LENGTH = 12  # symbols of 5 bits


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


def expired_code(poll_key: bytes, poll: UUID, code: str) -> bytes:
    """Return the 32 bytes that stand for a code from the end of voting until the result is final:
    HMAC-SHA256(subkey(K, "expired-code"), poll ‖ code), under the poll's own key, which is
    destroyed then.
    """
    return keyed_hash(subkey(poll_key, "expired-code"), poll.bytes + code.encode())


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
