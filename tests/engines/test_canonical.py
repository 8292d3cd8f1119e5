"""Canonical JSON: one spelling for each value, and no doubtful text is read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.canonical import LARGEST_INTEGER, CanonicalError, canonical, parse

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
keys = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=8)
integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
values = st.recursive(
    st.none() | st.booleans() | integers | text,
    lambda members: st.lists(members, max_size=4) | st.dictionaries(keys, members, max_size=4),
    max_leaves=12,
)


def read(data: bytes | str) -> object:
    return parse(data, max_bytes=10_000, max_depth=16)


@given(values)
def test_what_is_written_reads_back_the_same(value: object) -> None:
    assert read(canonical(value)) == value


@given(values)
def test_any_other_spelling_leads_to_the_same_bytes(value: object) -> None:
    assert canonical(read(json.dumps(value, indent=3))) == canonical(value)


@given(st.dictionaries(keys, integers, max_size=6), st.randoms())
def test_the_order_of_members_does_not_matter(members: dict[str, int], random: Any) -> None:
    shuffled = list(members.items())
    random.shuffle(shuffled)
    assert canonical(dict(shuffled)) == canonical(members)


def test_escapes_are_those_of_rfc_8785() -> None:
    value = {"text": '\u20ac$\u000f\nA\'B"\\\\"/\x7f', "a": [1, -1, True, None]}
    assert canonical(value) == (
        '{"a":[1,-1,true,null],"text":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"}'.encode()
    )


LARGE = "A number is too large."
WHOLE = "Numbers must be whole, and written without a point or an exponent."
NO_NUL = "Text must not contain NUL."
HALF = "Text must not contain half a character (a lone surrogate)."
ASCII_KEYS = "Keys must be ASCII text."
NOT_JSON, NOT_UTF_8 = "The text is not JSON.", "The text is not UTF-8."
TWICE = "A key appears twice in one object."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.0, "A float has no canonical form."),
        (float("nan"), "A float has no canonical form."),
        (float("inf"), "A float has no canonical form."),
        (2**53, LARGE),
        (-(2**53), LARGE),
        ("\ud800", HALF),
        ("end \udfff", HALF),
        ("a\0", NO_NUL),
        (b"bytes", "A bytes has no canonical form."),
        ({1, 2}, "A set has no canonical form."),
        ({"\u00e9": 1}, ASCII_KEYS),
        ({1: 1}, ASCII_KEYS),
        ({"\0": 1}, NO_NUL),
        ({"deep": [[1.5]]}, "A float has no canonical form."),
        (object(), "A object has no canonical form."),
    ],
)
def test_what_has_no_canonical_form_is_refused_in_words(value: object, words: str) -> None:
    with pytest.raises(CanonicalError) as refusal:
        canonical(value)
    assert str(refusal.value) == words


def test_thirty_two_levels_are_deep_enough() -> None:
    nested: object = 1
    for _ in range(32):
        nested = [nested]
    assert canonical(nested) == b"[" * 32 + b"1" + b"]" * 32
    with pytest.raises(CanonicalError, match=r"^The value is nested too deeply\.$"):
        canonical({"a": nested})


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(CanonicalError, match="deep"):
        canonical(endless)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", NOT_JSON),
        ("{", NOT_JSON),
        ("[1,]", NOT_JSON),
        ("{'a':1}", NOT_JSON),
        ("[1] [2]", NOT_JSON),
        ('{"a":1,"a":1}', TWICE),
        ('[{"b":{"a":1,"a":2}}]', TWICE),
        ("1.0", WHOLE),
        ("1e3", WHOLE),
        ("1E3", WHOLE),
        ("NaN", WHOLE),
        ("[Infinity]", WHOLE),
        ("[-Infinity]", WHOLE),
        ("9007199254740992", LARGE),
        ("-9007199254740992", LARGE),
        ("1" * 5_000, LARGE),
        ('"\\u0000"', NO_NUL),
        ('"\\ud800"', HALF),
        ('"\\udc00\\ud800"', HALF),
        ('{"\\ud800":1}', ASCII_KEYS),
        ('"\ud800"', NOT_UTF_8),
        ('{"\u00e9":1}', ASCII_KEYS),
        ("\ufeff[]", NOT_JSON),
        (b"\xff", NOT_UTF_8),
        (b'"\xed\xa0\x80"', NOT_UTF_8),
        (b"\xef\xbb\xbf[]", NOT_JSON),
        ("[" * 17 + "]" * 17, "The value is nested too deeply."),
        ("[" * 100_000, "The text is longer than 10000 bytes."),
    ],
)
def test_doubtful_text_is_refused_in_words(data: bytes | str, words: str) -> None:
    with pytest.raises(CanonicalError) as refusal:
        read(data)
    assert str(refusal.value) == words


@pytest.mark.parametrize("number", [9007199254740991, -9007199254740991])
def test_the_largest_numbers_are_read_and_written(number: int) -> None:
    assert read(str(number)) == number
    assert canonical(number) == str(number).encode()


def test_a_whole_surrogate_pair_is_one_character() -> None:
    assert read('"\\ud83d\\uddf3"') == "\U0001f5f3"


def test_size_is_counted_in_bytes() -> None:
    assert parse('"\u00e9"', max_bytes=4, max_depth=0) == "\u00e9"
    with pytest.raises(CanonicalError, match="longer"):
        parse('"\u00e9\u00e9"', max_bytes=5, max_depth=0)


def test_depth_is_counted_in_lists_and_objects() -> None:
    assert parse('[{"a":1}]', max_bytes=99, max_depth=2) == [{"a": 1}]
    with pytest.raises(CanonicalError, match="deep"):
        parse('[{"a":[]}]', max_bytes=99, max_depth=2)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_endless_nesting_is_refused(opening: str) -> None:
    with pytest.raises(CanonicalError, match=r"^The text is nested too deeply\.$"):
        parse(opening * 100_000, max_bytes=10**6, max_depth=8)
