"""What is told of who takes part is in groups of ten people or more."""

from hypothesis import given
from hypothesis import strategies as st

from participation.engines.equality import FEWEST, NEAREST, NOT_SAID, QUESTIONS, groups

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60))


@given(COUNTS)
def test_no_group_is_smaller_than_ten_and_nobody_can_be_worked_out(counts):
    told = groups(counts)
    for codes, people in told:
        true = sum(counts[code] for code in codes)
        assert true >= FEWEST
        assert people % NEAREST == 0
        assert abs(people - true) <= NEAREST // 2
    named = [code for codes, _people in told for code in codes]
    assert len(named) == len(set(named))
    left_out = {code: n for code, n in counts.items() if n and code not in named}
    assert not left_out or (not told and sum(left_out.values()) < FEWEST)


def test_a_small_group_takes_the_next_smallest_with_it():
    assert groups({"a": 40, "b": 12, "c": 3}) == [(("a",), 40), (("b", "c"), 15)]
    assert groups({"a": 40, "b": 12}) == [(("a",), 40), (("b",), 10)]
    assert groups({"a": 9}) == []
    assert groups({}) == []


def test_everybody_may_say_that_they_prefer_not_to():
    assert all(NOT_SAID in question.answers for question in QUESTIONS.values())
