"""Why a line is drawn: the words for each reason."""

from datetime import date

import pytest

from outcomes.engines.spc.suitability import Against, Drawing, Form
from outcomes.engines.words.drawings import why_a_line

DAY = date(2024, 2, 1)


@pytest.mark.parametrize(
    ("against", "words"),
    [
        (None, ""),
        (Against.EMPTY, "There are no figures."),
        (Against.HOLE, "There is no figure for 1 February 2024."),
        (Against.DOUBLED, "There are two figures for 1 February 2024."),
        (
            Against.STOCK,
            "These figures say how things stood on a day, so each is much like the one before.",
        ),
        (
            Against.SURVEY,
            "These figures come from a sample of people, so each is shown with how far it can be "
            "trusted.",
        ),
        (Against.FEW, "There are 11 figures. It takes 12 to tell a change from chance."),
        (
            Against.YEARLY,
            "These figures come once a year, which is too seldom to tell a change from chance.",
        ),
        (
            Against.ALIKE,
            "Each figure is much like the one before, so the usual rules would see changes that "
            "mean nothing.",
        ),
    ],
)
def test_the_words(against, words):
    assert str(why_a_line(Drawing(Form.LINE, against, 11, DAY)) or "") == words


def test_every_reason_has_words():
    assert all(why_a_line(Drawing(Form.LINE, against, 11, DAY)) for against in Against)
