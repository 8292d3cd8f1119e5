"""Sealing: known answers, round trips, and no envelope that opens after the least change."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.keys import subkey
from priorities.engines.sealing.seal import (
    Payload,
    SealBroken,
    channel_of,
    payload_of,
    pseudonym,
    seal,
    unseal,
)

VECTORS = json.loads((Path(__file__).parents[2] / "data/ballots/lv1_vectors.json").read_text())
KEY = bytes.fromhex(VECTORS["K"])
POLL = UUID(VECTORS["vote"])
NONCE = bytes(range(12))
NAME = bytes(32)
UNOPENED = "A sealed ballot could not be opened."
TAG_SIZE = 16

each_known_ballot = pytest.mark.parametrize(
    "known", VECTORS["ballots"], ids=lambda known: known["elector"][-1]
)
ids = st.text("abcdefgh-", min_size=1, max_size=6)
choices = st.lists(ids, max_size=4) | st.dictionaries(ids, st.integers(1, 10**6), max_size=40)
payloads = st.builds(
    lambda questions, secret: Payload(q=questions, r=secret.hex()),
    st.dictionaries(ids, choices, max_size=5),
    st.binary(min_size=16, max_size=16),
)


@each_known_ballot
def test_known_ballots_are_sealed_to_the_known_bytes(known: dict[str, Any]) -> None:
    name, nonce = bytes.fromhex(known["pseudonym"]), bytes.fromhex(known["nonce"])
    sealed = seal(KEY, POLL, name, known["payload"], nonce)
    assert sealed.hex() == known["ct"]
    assert len(sealed) == known["padded_len"] + TAG_SIZE


@each_known_ballot
def test_known_envelopes_open(known: dict[str, Any]) -> None:
    name, nonce = bytes.fromhex(known["pseudonym"]), bytes.fromhex(known["nonce"])
    opened = unseal(KEY, POLL, name, nonce, bytes.fromhex(known["ct"]))
    assert opened == known["payload"]
    assert opened["q"] == known["choices"]


@each_known_ballot
def test_pseudonyms_are_the_known_ones(known: dict[str, Any]) -> None:
    assert pseudonym(KEY, POLL, UUID(known["elector"])).hex() == known["pseudonym"]


@given(st.uuids(), st.uuids(), st.uuids())
def test_one_elector_has_unrelated_names_in_two_polls(elector: UUID, one: UUID, two: UUID) -> None:
    assert (pseudonym(KEY, one, elector) == pseudonym(KEY, two, elector)) == (one == two)
    assert len(pseudonym(KEY, one, elector)) == 32


@given(payloads, st.uuids(), st.binary(min_size=32, max_size=32))
def test_what_is_sealed_opens_unchanged(payload: Payload, poll: UUID, name: bytes) -> None:
    sealed = seal(KEY, poll, name, payload, NONCE)
    assert unseal(KEY, poll, name, NONCE, sealed) == payload
    assert len(sealed) % 256 == TAG_SIZE


@pytest.mark.parametrize("channel", ["web", "paper", "assisted"])
def test_a_ballot_says_its_channel_where_it_is_not_the_web(channel: str) -> None:
    payload = payload_of({"q-1": ["a"]}, bytes(16), channel)
    assert ("via" in payload) == (channel != "web")
    opened = unseal(KEY, POLL, NAME, NONCE, seal(KEY, POLL, NAME, payload, NONCE))
    assert channel_of(opened) == channel


@pytest.mark.parametrize("said", [{"via": "web"}, {"via": "pigeon"}, {"via": []}, {"x": "paper"}])
def test_a_ballot_that_says_anything_else_does_not_open(said: dict[str, Any]) -> None:
    payload: Any = {"q": {}, "r": "00" * 16, **said}
    with pytest.raises(SealBroken):
        unseal(KEY, POLL, NAME, NONCE, seal(KEY, POLL, NAME, payload, NONCE))


@given(payloads, st.integers(0), st.integers(1, 255))
def test_any_changed_byte_breaks_the_seal(payload: Payload, place: int, change: int) -> None:
    sealed = bytearray(seal(KEY, POLL, NAME, payload, NONCE))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        unseal(KEY, POLL, NAME, NONCE, bytes(sealed))


@pytest.mark.parametrize(
    "moved",
    [
        {"key": bytes(32)},
        {"poll": UUID(int=1)},
        {"pseudonym": bytes(31) + b"\1"},
        {"nonce": bytes(12)},
        {"nonce": b"short"},
        {"nonce": b""},
        {"ciphertext": b""},
        {"ciphertext": bytes(15)},
        {"ciphertext": bytes(272)},
    ],
)
def test_an_envelope_opens_nowhere_else(moved: dict[str, Any]) -> None:
    sealed = seal(KEY, POLL, NAME, {"q": {"a": ["b"]}, "r": "00"}, NONCE)
    place: dict[str, Any] = {
        "key": KEY,
        "poll": POLL,
        "pseudonym": NAME,
        "nonce": NONCE,
        "ciphertext": sealed,
    }
    assert unseal(**place)["q"] == {"a": ["b"]}
    with pytest.raises(SealBroken, match=f"^{UNOPENED}$"):
        unseal(**(place | moved))


def test_every_ballot_of_a_usual_size_has_the_same_length() -> None:
    short = seal(KEY, POLL, NAME, {"q": {"a": []}, "r": "00" * 16}, NONCE)
    long = seal(KEY, POLL, NAME, {"q": {"a": ["option"] * 15}, "r": "00" * 16}, NONCE)
    assert len(short) == len(long) == 256 + TAG_SIZE


@pytest.mark.parametrize("size", [0, 11, 13, 16])
def test_a_nonce_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="12 bytes"):
        seal(KEY, POLL, NAME, {"q": {}, "r": ""}, bytes(size))


EMPTY = b'\0\0\0\x0f{"q":{},"r":""}'
PADDED, NO_BALLOT = (
    "A sealed ballot is padded wrongly.",
    "A sealed ballot does not contain a ballot.",
)


def open_padded(padded: bytes) -> Payload:
    place = b"LV1/ballot\0" + POLL.bytes + NAME
    sealed = AESGCM(subkey(KEY, "seal")).encrypt(NONCE, padded, place)
    return unseal(KEY, POLL, NAME, NONCE, sealed)


@pytest.mark.parametrize(
    ("padded", "words"),
    [
        (b"", PADDED),
        (b"\0\0\0", PADDED),
        (EMPTY, PADDED),
        (EMPTY + bytes(236), PADDED),
        (EMPTY + bytes(237 + 256), PADDED),
        (EMPTY + bytes(236) + b"\1", PADDED),
        (b"\xff" + EMPTY[1:] + bytes(237), PADDED),
        (b"\0\0\0\2{}" + bytes(250), NO_BALLOT),
        (b"\0\0\0\2[]" + bytes(250), NO_BALLOT),
        (b'\0\0\0\x0d{"q":1,"q":2}' + bytes(239), UNOPENED),
        (b'\0\0\0\x17{"q":{"q":[[]]},"r":""}' + bytes(229), UNOPENED),
    ],
)
def test_what_was_sealed_by_a_stranger_to_the_format_is_refused(padded: bytes, words: str) -> None:
    assert open_padded(EMPTY + bytes(237)) == {"q": {}, "r": ""}
    with pytest.raises(SealBroken, match=f"^{words}$"):
        open_padded(padded)
