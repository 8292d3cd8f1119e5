"""How near the second came: the fewest ballots that would have put it first."""

from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting.count import Margin
from priorities.engines.margins import margin_of


def test_two_votes_move_with_each_ballot():
    scores = {"a": 40, "b": 31, "c": 2}
    assert margin_of("approval", ["a", "b", "c"], scores) == Margin("a", "b", 9, 5)


def test_points_are_shared_out_so_no_number_of_ballots_is_told():
    assert margin_of("points", ["a", "b"], {"a": 9, "b": 2}) == Margin("a", "b", 7, None)


def test_one_option_has_no_rival():
    assert margin_of("approval", ["a"], {"a": 9}) is None


@given(st.integers(0, 500), st.integers(0, 500), st.permutations(["a", "b"]), st.booleans())
def test_it_is_the_fewest_ballots_that_change_the_winner(first, second, tie_order, has_lots):
    first, second = max(first, second), min(first, second)
    place = tie_order.index if has_lots else ["a", "b"].index
    if first == second and place("a") > place("b"):
        return  # then b came first
    found = margin_of("single", ["a", "b"], {"a": first, "b": second}, tie_order * has_lots)
    changed = (n for n in range(1000) if (second + n, -place("b")) > (first - n, -place("a")))
    assert found.ballots == next(changed)
