"""Receipts: known codes, codes as people type them, and slips that are caught."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.sealing.receipts import (
    ReceiptUnreadable,
    decode,
    encode,
    receipt_index,
    tag,
)

VECTORS = json.loads((Path(__file__).parents[2] / "data/ballots/lv1_vectors.json").read_text())
KEY = bytes.fromhex(VECTORS["K"])
POLL = UUID(VECTORS["vote"])
CODE = "0KY2-9D01-C4CE-99PN-8XGM-FPD5-F47R"
SECRET = bytes.fromhex("04fc24b4016118e4a6d5476147d9a579")
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

each_known_ballot = pytest.mark.parametrize(
    "known", VECTORS["ballots"], ids=lambda known: known["code"]
)
secrets = st.binary(min_size=16, max_size=16)


@each_known_ballot
def test_codes_indexes_and_tags_are_the_known_ones(known: dict[str, Any]) -> None:
    secret = bytes.fromhex(known["r"])
    assert encode(secret) == known["code"]
    assert decode(known["code"]) == secret
    assert receipt_index(KEY, POLL, secret).hex() == known["receipt_index"]
    assert {q: tag(secret, POLL, q).hex() for q in known["tags"]} == known["tags"]


@given(secrets)
def test_every_secret_comes_back_from_its_code(secret: bytes) -> None:
    assert decode(encode(secret)) == secret


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\n",
        CODE.replace("-", "\u2013"),
        CODE.replace("-", "\u00a0\u2011"),
        CODE.replace("0", "O").replace("1", "I"),
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("1", "i"),
        "\u200b" + CODE,
    ],
)
def test_codes_are_read_as_people_type_them(typed: str) -> None:
    assert decode(typed) == SECRET


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "has 0: some are missing"),
        (CODE[:-1], "has 27: some are missing"),
        (CODE + "0", "has 29: there are too many"),
        (CODE * 1_000, "has 28,000"),
        ("U" + CODE[1:], "“U” is never part"),
        ("!" + CODE[1:], "“!” is never part"),
        ("\u00e9" + CODE[1:], "“\u00c9” is never part"),
        ("\u0661" + CODE[1:], "never part"),
    ],
)
def test_a_slip_is_explained(typed: str, words: str) -> None:
    with pytest.raises(ReceiptUnreadable, match=words):
        decode(typed)


def test_a_code_that_was_copied_wrongly_says_where_to_look() -> None:
    with pytest.raises(ReceiptUnreadable) as refused:
        decode("1" + CODE[1:])
    assert str(refused.value) == (
        "This code is not right. Compare it with yours, group by group: "
        "a letter or number is wrong, or two have changed places."
    )


def test_a_wrong_symbol_goes_unnoticed_once_in_a_thousand_at_most() -> None:
    plain = CODE.replace("-", "")
    slips = [
        plain[:place] + symbol + plain[place + 1 :]
        for place in range(len(plain))
        for symbol in SYMBOLS
        if symbol != plain[place]
    ]
    assert len(slips) == 28 * 31
    assert sum(is_readable(slip) for slip in slips) <= 3


def is_readable(code: str) -> bool:
    try:
        decode(code)
    except ReceiptUnreadable:
        return False
    return True


def test_a_code_has_one_spelling_only() -> None:
    # Symbol 26 carries two bits that are always zero: setting them must not make a second code.
    plain = CODE.replace("-", "")
    last = SYMBOLS.index(plain[25])
    assert last % 4 == 0
    for fill in (1, 2, 3):
        assert not is_readable(plain[:25] + SYMBOLS[last + fill] + plain[26:])


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_secret_of_another_size_has_no_code(size: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        encode(bytes(size))


@given(secrets, secrets, st.uuids())
def test_an_index_names_one_secret_in_one_poll(one: bytes, two: bytes, poll: UUID) -> None:
    assert (receipt_index(KEY, poll, one) == receipt_index(KEY, poll, two)) == (one == two)
    assert (receipt_index(KEY, poll, one) == receipt_index(KEY, POLL, one)) == (poll == POLL)


def test_tags_of_two_questions_or_polls_are_unrelated() -> None:
    tags = {tag(SECRET, poll, q) for poll in (POLL, UUID(int=1)) for q in ("parks", "roads")}
    assert {len(mark) for mark in tags} == {16}
    assert len(tags) == 4
