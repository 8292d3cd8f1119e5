"""Paper: the serial number of a ballot paper, and what is kept of one under the poll's key.

Source: docs/ballots.md, "Paper".
"""

import re
from typing import NamedTuple, TypedDict, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coopservices.sentences import sentence
from priorities.engines.canonical import canonical, parse
from priorities.engines.crockford import SYMBOLS
from priorities.engines.keys import keyed_hash, subkey
from priorities.engines.sealing.seal import SealBroken, padded, unpadded
from priorities.engines.voting.ballot_paper import Choice

LARGEST = 9999  # papers in a batch, and batches of a poll
_CHECKS = 4
_BETWEEN = r"[^0-9A-Z]+"
_SERIAL = re.compile(
    rf"([0-9]{{1,4}}){_BETWEEN}([0-9]{{1,4}}){_BETWEEN}([0-9A-Z]{{4}})(?:{_BETWEEN}[A-Z])?"
)
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


class SerialUnreadable(ValueError):
    """This is the number of no paper of this poll; the message helps to find the slip."""


class PaperNumber(NamedTuple):
    """Which paper of which batch of a poll."""

    batch: int
    paper: int


class Typed(TypedDict, total=False):
    """What somebody typed from a paper: `q`, question id to choice, or why it is `spoiled`."""

    q: dict[str, Choice]
    spoiled: str


def serial(key: bytes, poll: UUID, number: PaperNumber) -> str:
    """Return what is printed on a paper, as in `2-0017-K7QF`. The last four symbols are a keyed
    hash: they catch a slip in typing, a paper of another poll, and one that was not printed here.
    """
    message = poll.bytes + _number(number)
    digest = keyed_hash(subkey(key, "paper-serial"), message)
    check = "".join(SYMBOLS[byte & 31] for byte in digest[:_CHECKS])
    return f"{number.batch}-{number.paper:04}-{check}"


def read_serial(key: bytes, poll: UUID, text: str) -> PaperNumber:
    """Return which paper has this serial number, in whatever case; I and L are 1, O is 0. Behind it
    may stand the letter of the paper's order. Raises SerialUnreadable.
    """
    found = _SERIAL.fullmatch(text.strip().upper().translate(_READ_AS))
    if found is None:
        raise SerialUnreadable(
            sentence("A serial number looks like 2-0017-K7QF. Type it as it stands on the paper.")
        )
    number = PaperNumber(int(found[1]), int(found[2]))
    if serial(key, poll, number).rpartition("-")[2] != found[3]:
        raise SerialUnreadable(
            sentence("No paper of this vote has this number. Compare it with the paper.")
        )
    return number


def holder(key: bytes, elector: UUID) -> bytes:
    """Return the 32 bytes that let no elector hold two papers of a poll at once."""
    return keyed_hash(subkey(key, "paper-holder"), elector.bytes)


def seal_typed(key: bytes, place: bytes, typed: Typed, nonce: bytes) -> bytes:
    """Return what somebody typed, sealed for its place, padded so that its length tells little."""
    return _cipher(key).encrypt(nonce, padded(canonical(typed)), b"LV1/paper\0" + place)


def unseal_typed(key: bytes, place: bytes, nonce: bytes, ciphertext: bytes) -> Typed:
    """Return what was typed. Raises SealBroken."""
    return cast("Typed", _opened(key, b"LV1/paper\0" + place, nonce, ciphertext))


def seal_holder(key: bytes, place: bytes, elector: UUID, nonce: bytes) -> bytes:
    """Return the elector to whom a paper was handed, sealed for the place of the paper."""
    text = padded(canonical({"elector": elector.hex}))
    return _cipher(key).encrypt(nonce, text, b"LV1/holder\0" + place)


def unseal_holder(key: bytes, place: bytes, nonce: bytes, ciphertext: bytes) -> UUID:
    """Return the elector to whom a paper was handed. Raises SealBroken."""
    return UUID(hex=_opened(key, b"LV1/holder\0" + place, nonce, ciphertext)["elector"])


def place_of(poll: UUID, number: PaperNumber, turn: int = 0) -> bytes:
    """Return the place in which an envelope opens and nowhere else: of a paper, or of the first,
    second or third time that it was typed.
    """
    return poll.bytes + _number(number) + turn.to_bytes(1, "big")


def _opened(key: bytes, place: bytes, nonce: bytes, ciphertext: bytes) -> dict[str, str]:
    try:
        data = unpadded(_cipher(key).decrypt(nonce, ciphertext, place))
        fields = parse(data, max_bytes=len(data), max_depth=3)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("What was typed from a paper could not be opened.") from error
    if not isinstance(fields, dict):
        raise SealBroken("What was typed from a paper is no ballot.")
    return cast("dict[str, str]", fields)


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(subkey(key, "paper"))


def _number(number: PaperNumber) -> bytes:
    return number.batch.to_bytes(4, "big") + number.paper.to_bytes(4, "big")
