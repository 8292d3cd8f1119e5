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
    assert canonical(value) == ('{"a":[1,-1,true,null],"text":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"}'.encode())


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        "\ud800",
        "a\0",
        b"bytes",
        {1, 2},
        {"\u00e9": 1},
        {1: 1},
        {"\0": 1},
        {"deep": [[1.5]]},
        object(),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(CanonicalError):
        canonical(value)


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(CanonicalError, match="deep"):
        canonical(endless)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[1,]",
        "{'a':1}",
        "[1] [2]",
        '{"a":1,"a":1}',
        '[{"b":{"a":1,"a":2}}]',
        "1.0",
        "1e3",
        "1E3",
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "9007199254740992",
        "-9007199254740992",
        "1" * 5_000,
        '"\\u0000"',
        '"\\ud800"',
        '"\\udc00\\ud800"',
        '{"\\ud800":1}',
        '"\ud800"',
        '{"\u00e9":1}',
        "\ufeff[]",
        b"\xff",
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf[]",
    ],
)
def test_doubtful_text_is_refused(data: bytes | str) -> None:
    with pytest.raises(CanonicalError):
        read(data)


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
    with pytest.raises(CanonicalError, match="deep"):
        parse(opening * 100_000, max_bytes=10**6, max_depth=8)
