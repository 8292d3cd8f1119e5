"""Eligibility: what binds an elector to the proof of an entitlement."""

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


@given(words, words, words, words)
def test_entries_are_equal_only_for_the_same_reference(
    method: str, reference: str, other_method: str, other_reference: str
) -> None:
    one = eligibility_entry(KEY, method=method, reference=reference)
    other = eligibility_entry(KEY, method=other_method, reference=other_reference)
    assert (one == other) == ((method, reference) == (other_method, other_reference))


def test_an_entry_does_not_run_from_method_into_reference() -> None:
    assert eligibility_entry(KEY, method="ab", reference="c") != eligibility_entry(KEY, method="a", reference="bc")


def test_entries_of_two_keys_differ() -> None:
    other_key = bytes(32)
    entry = eligibility_entry(KEY, method="register", reference="17")
    assert entry != eligibility_entry(other_key, method="register", reference="17")
    assert len(entry) == 32


@pytest.mark.parametrize(
    "forged",
    [
        {"elector": UUID(VECTORS["electors"][1])},
        {"level": 4},
        {"method": "library"},
        {"entry": b"entry 2"},
        {"method": "registere", "entry": b"ntry 1"},
    ],
)
def test_a_mac_fits_one_elector_level_method_and_entry(forged: dict[str, object]) -> None:
    honest = {"elector": ELECTOR, "level": 3, "method": "register", "entry": b"entry 1"}
    mac = eligibility_mac(KEY, **honest)  # type: ignore[arg-type]
    assert mac == eligibility_mac(KEY, **honest)  # type: ignore[arg-type]
    assert mac != eligibility_mac(KEY, **(honest | forged))  # type: ignore[arg-type]
    assert mac != eligibility_mac(bytes(32), **honest)  # type: ignore[arg-type]
