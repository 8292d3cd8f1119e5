"""Which text can be read on a colour, by the known ratios of the guidelines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.engines.contrast import BLACK, WHITE, contrast, text_on

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


@given(COLOURS)
def test_text_on_any_colour_can_be_read(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= 4.58


@pytest.mark.parametrize(
    ("colour", "text"),
    [
        ("#12436D", WHITE),
        ("#757575", WHITE),
        ("#767676", BLACK),
        ("#ffdd00", BLACK),
        (WHITE, BLACK),
        (BLACK, WHITE),
    ],
)
def test_the_text_that_stands_out_more_is_chosen(colour: str, text: str) -> None:
    assert text_on(colour) == text


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        ("#ffffff", 1),
        ("#000000", 21),
        ("#ff0000", 3.998477),
        ("#00ff00", 1.372190),
        ("#0000ff", 8.592471),
        ("#777777", 4.478089),
        ("#0a0a0a", 19.798146),
        ("#0b0b0b", 19.682628),
        ("#12436D", 10.246867),
    ],
)
def test_the_ratio_with_white_is_that_of_the_guidelines(colour: str, ratio: float) -> None:
    assert contrast(WHITE, colour) == pytest.approx(ratio, abs=1e-6)
    assert contrast(colour, WHITE) == contrast(WHITE, colour)
