"""Seal: a ballot becomes an envelope that only the poll's key opens, for one elector's place."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict, cast
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from priorities.engines.canonical import canonical, parse
from priorities.engines.keys import keyed_hash, subkey
from priorities.engines.sealing.channels import PAPER, SEALED_IN, WEB
from priorities.engines.voting.ballot_paper import Choice

BLOCK = 256
NONCE_SIZE = 12
MARK_SIZE = 6
_PREFIX = 4


class Payload(TypedDict):
    """What a ballot says: `q`, question id to choice, `r`, the receipt secret in hex, and `via`,
    the channel by which it came where that is not the web.
    """

    q: dict[str, Choice]
    r: str
    via: NotRequired[str]


def payload_of(choices: Mapping[str, Choice], secret: bytes, channel: str = WEB) -> Payload:
    """Return what a ballot with these choices says."""
    said: Payload = {"q": dict(choices), "r": secret.hex()}
    return said if channel == WEB else {**said, "via": channel}


def channel_of(payload: Payload) -> str:
    """Return the channel by which a ballot came."""
    return payload.get("via", WEB)


class SealBroken(Exception):
    """The envelope does not open: it was altered or moved, or this is not its key."""


def pseudonym(key: bytes, poll: UUID, elector: UUID) -> bytes:
    """Return the 32 bytes that stand for an elector in one poll, the same at every re-vote."""
    return keyed_hash(subkey(key, "pseudonym"), poll.bytes + elector.bytes)


def ballot_id(key: bytes, poll: UUID, pseudonym: bytes, ward: str, drawn: bytes) -> UUID:
    """Return an id for an elector's ballot in one poll. Its first 6 bytes, the mark, are the same
    for every vote from one ward, and others from any other; the rest is `drawn`, 10 random bytes.

    Without the key it tells nothing, like a random one.
    """
    mark = keyed_hash(subkey(key, "ward"), poll.bytes + pseudonym + ward.encode())
    return UUID(bytes=mark[:MARK_SIZE] + drawn, version=4)


def seal(key: bytes, poll: UUID, pseudonym: bytes, payload: Payload, nonce: bytes) -> bytes:
    """Return the payload under AES-256-GCM, padded so that its length tells little.

    The nonce is 12 random bytes, new for every sealing.
    """
    return _cipher(key).encrypt(_sized(nonce), padded(canonical(payload)), _place(poll, pseudonym))


def unseal(key: bytes, poll: UUID, pseudonym: bytes, nonce: bytes, ciphertext: bytes) -> Payload:
    """Return the payload that was sealed for this poll and pseudonym.

    Raises SealBroken for a wrong key, place or nonce, and for the least change of the envelope.
    """
    cipher, place = _cipher(key), _place(poll, pseudonym)
    try:
        data = unpadded(cipher.decrypt(_sized(nonce), ciphertext, place))
        payload = parse(data, max_bytes=len(data), max_depth=3)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("A sealed ballot could not be opened.") from error
    if (
        not isinstance(payload, dict)
        or payload.keys() - {"via"} != {"q", "r"}
        or payload.get("via", PAPER) not in list[object](SEALED_IN)
    ):
        raise SealBroken("A sealed ballot does not contain a ballot.")
    return cast("Payload", payload)


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(subkey(key, "seal"))


def _sized(nonce: bytes) -> bytes:
    if len(nonce) != NONCE_SIZE:
        raise ValueError(f"A nonce has {NONCE_SIZE} bytes, not {len(nonce)}.")
    return nonce


def _place(poll: UUID, pseudonym: bytes) -> bytes:
    """Return what is sealed in unread, so that an envelope opens nowhere but in its own row."""
    return b"LV1/ballot\0" + poll.bytes + pseudonym


def padded(data: bytes) -> bytes:
    """Return the data after its length, and zeros up to a whole number of blocks."""
    framed = len(data).to_bytes(_PREFIX, "big") + data
    return framed + bytes(-len(framed) % BLOCK)


def unpadded(whole: bytes) -> bytes:
    """Return the data that `padded` filled up. Raises SealBroken."""
    end = _PREFIX + int.from_bytes(whole[:_PREFIX], "big")
    data = whole[_PREFIX:end]
    if padded(data) != whole:
        raise SealBroken("A sealed ballot is padded wrongly.")
    return data
