"""What changed between two texts gives both back, and says no more than what changed."""

from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.changes import ADDED, REMOVED, SAME, Piece, changes

WORDS = st.text("ab ,\n", max_size=30)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_it(earlier, later):
    pieces = changes(earlier, later)
    assert "".join(each.text for each in pieces if each.kind != ADDED) == earlier
    assert "".join(each.text for each in pieces if each.kind != REMOVED) == later


@given(WORDS)
def test_nothing_changed_where_the_texts_are_one(text):
    assert all(each.kind == SAME for each in changes(text, text))


def test_a_word_is_changed_whole():
    assert changes("Visits end at five.", "Visits end at eight.") == [
        Piece(SAME, "Visits end at "),
        Piece(REMOVED, "five"),
        Piece(ADDED, "eight"),
        Piece(SAME, "."),
    ]
