"""Eligibility: what binds an elector to the proof of an entitlement."""

import hashlib
import hmac
import json
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.engines.eligibility import eligibility_entry, eligibility_mac

VECTORS = json.loads((Path(__file__).parents[1] / "data/ballots/lv1_vectors.json").read_text())
KEY = bytes.fromhex(VECTORS["K"])
ELECTOR = UUID(VECTORS["electors"][0])
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def by_hand(label: bytes, framed: bytes) -> bytes:
    """The HMAC of a frame that is written out byte by byte."""
    purpose = hmac.new(KEY, b"LV1/" + label, hashlib.sha256).digest()
    return hmac.new(purpose, framed, hashlib.sha256).digest()


def test_an_entry_is_the_hmac_of_method_and_reference_each_after_its_length() -> None:
    framed = b"\x00\x00\x00\x07account" + b"\x00\x00\x00\x0217"
    assert eligibility_entry(KEY, method="account", reference="17") == by_hand(
        b"eligibility-entry", framed
    )


def test_a_mac_is_the_hmac_of_the_whole_row_each_part_after_its_length() -> None:
    framed = b"".join(
        [
            b"\x00\x00\x00\x10" + ELECTOR.bytes,
            b"\x00\x00\x00\x05email",
            b"\x00\x00\x00\x07account",
            b"\x00\x00\x00\x20" + bytes(range(32)),
            b"\x00\x00\x00\x09E05015239",
            b"\x00\x00\x00\x05staff",
        ]
    )
    mac = eligibility_mac(
        KEY,
        elector=ELECTOR,
        proofs="email",
        method="account",
        entry=bytes(range(32)),
        area_code="E05015239",
        constituency="staff",
    )
    assert mac == by_hand(b"eligibility-mac", framed)


def test_two_references_of_one_method_have_two_entries() -> None:
    assert eligibility_entry(KEY, method="account", reference="17") != eligibility_entry(
        KEY, method="account", reference="18"
    )


@given(words, words, words, words)
def test_entries_are_equal_only_for_the_same_reference(
    method: str, reference: str, other_method: str, other_reference: str
) -> None:
    one = eligibility_entry(KEY, method=method, reference=reference)
    other = eligibility_entry(KEY, method=other_method, reference=other_reference)
    assert (one == other) == ((method, reference) == (other_method, other_reference))


def test_an_entry_does_not_run_from_method_into_reference() -> None:
    assert eligibility_entry(KEY, method="ab", reference="c") != eligibility_entry(
        KEY, method="a", reference="bc"
    )


def test_entries_of_two_keys_differ() -> None:
    other_key = bytes(32)
    entry = eligibility_entry(KEY, method="register", reference="17")
    assert entry != eligibility_entry(other_key, method="register", reference="17")
    assert len(entry) == 32


@pytest.mark.parametrize(
    "forged",
    [
        {"elector": UUID(VECTORS["electors"][1])},
        {"proofs": "email+postcode"},
        {"area_code": "E05015240"},
        {"area_code": ""},
        {"constituency": "staff"},
        {"constituency": "", "area_code": "E05015239residents"},
        {"method": "library"},
        {"entry": b"entry 2"},
        {"method": "registere", "entry": b"ntry 1"},
    ],
)
def test_a_mac_fits_one_row(forged: dict[str, object]) -> None:
    honest = {
        "elector": ELECTOR,
        "proofs": "email",
        "method": "register",
        "entry": b"entry 1",
        "area_code": "E05015239",
        "constituency": "residents",
    }
    mac = eligibility_mac(KEY, **honest)  # type: ignore[arg-type]
    assert mac == eligibility_mac(KEY, **honest)  # type: ignore[arg-type]
    assert mac != eligibility_mac(KEY, **(honest | forged))  # type: ignore[arg-type]
    assert mac != eligibility_mac(bytes(32), **honest)  # type: ignore[arg-type]
