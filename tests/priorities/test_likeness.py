"""Which texts say nearly the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.likeness import likeness, telling_words


@pytest.mark.parametrize(
    ("one", "other"),
    [("visits", "visiting"), ("visitors", "Visit"), ("gardens", "garden"), ("nurse", "nurses"), ("families", "family")],
)
def test_a_word_and_its_forms_are_one(one, other):
    assert telling_words(one) == telling_words(other)


def test_words_that_say_little_do_not_count():
    assert telling_words("They should have some more than that") == frozenset()


@given(st.text(), st.text())
def test_likeness_is_mutual_and_no_more_than_either_says(one, other):
    words, others = telling_words(one), telling_words(other)
    assert likeness(words, others) == likeness(others, words) <= min(len(words), len(others))
