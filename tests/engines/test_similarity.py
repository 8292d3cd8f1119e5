"""Which texts say nearly the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.similarity import content_words, similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("visits", "visiting"),
        ("visitors", "Visit"),
        ("gardens", "garden"),
        ("nurse", "nurses"),
        ("families", "family"),
    ],
)
def test_a_word_and_its_forms_are_one(one: str, other: str) -> None:
    assert content_words(one) == content_words(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Visitors VISITING the ward", {"visit", "ward"}),
        ("parks parked parker parking", {"park"}),
        ("Nurses,doctors/families!", {"nurs", "doct", "famil"}),
        ("bins buses carers tree", {"bins", "buses", "carers", "tree"}),
        ("bus, old bin 2024", set()),
        ("", set()),
    ],
)
def test_what_is_left_of_words_is_their_beginning_of_four_letters_at_least(
    text: str, words: set[str]
) -> None:
    assert content_words(text) == words


def test_words_that_say_little_do_not_count() -> None:
    assert content_words("They should have some more than that") == frozenset()


def test_likeness_is_how_many_words_are_shared() -> None:
    benches = content_words("More benches in the park near the school")
    assert similarity(benches, content_words("Benches for schools")) == 2
    assert similarity(benches, content_words("Longer visits")) == 0


@given(st.text(), st.text())
def test_likeness_is_mutual_and_no_more_than_either_says(one: str, other: str) -> None:
    words, others = content_words(one), content_words(other)
    assert similarity(words, others) == similarity(others, words) <= min(len(words), len(others))
