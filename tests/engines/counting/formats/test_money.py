"""Amounts are read exactly, and refused where they could be two."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting.formats.money import AmountRefused, amount, smallest_unit, spelled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", "1200"),
        (" 1200.50 ", "1200.5"),
        ("1200,5", "1200.5"),
        ("1 200 000", "1200000"),
        ("1\u00a0200.25", "1200.25"),
        ("1,200,000", "1200000"),
        ("1,200.00", "1200"),
        ("0", "0"),
    ],
)
def test_amounts(text: str, value: str) -> None:
    assert amount(text) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    ["1,200", "", "-1", "+1", "1e5", "nan", "1.2.3", "1,20,000", "12 00", "£5", "٣", "9" * 99],
)
def test_doubtful_amounts_are_refused(text: str) -> None:
    with pytest.raises(AmountRefused):
        amount(text)


def test_what_is_refused_is_repeated_to_the_reader() -> None:
    with pytest.raises(AmountRefused) as refusal:
        amount(" 1,200 ")
    assert str(refusal.value) == '"1,200" could mean two amounts; write it without the comma.'
    with pytest.raises(AmountRefused) as refusal:
        amount("many " * 20)
    assert str(refusal.value) == f'"{"many " * 8}" is not an amount of money.'


@pytest.mark.parametrize(
    ("minor", "unit", "text"),
    [(1205, 100, "12.05"), (1200, 100, "12"), (7, 1, "7"), (5, 10, "0.5")],
)
def test_amounts_are_spelled_with_as_many_decimals_as_their_unit_has(
    minor: int, unit: int, text: str
) -> None:
    assert spelled(minor, unit) == text


@given(st.integers(0, 10**15 - 1), st.sampled_from([1, 10, 100, 1000]))
def test_what_is_spelled_is_read_back(minor: int, unit: int) -> None:
    value = amount(spelled(minor, unit))
    assert value * unit == minor
    assert unit % smallest_unit([value]) == 0
