"""Approval, single choice and points: the order is right, and the margin is the least change."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.count import Chosen, Count, Margin
from priorities.engines.counting.scored.approval import count_approval
from priorities.engines.counting.scored.points import count_points
from priorities.engines.counting.scored.single import count_single
from priorities.engines.counting.tabulate import approval_ballots, points_ballots, single_ballots
from priorities.engines.counting.ties import (
    CheapestOrder,
    IdOrder,
    PublishedOrder,
    TieOrderFaulty,
    usual_ties,
)
from tests.engines.counting.elections import elections, shuffled

Counter = Callable[[Ballots], Count]
ABC = [Option("a"), Option("b"), Option("c")]
LOT = PublishedOrder(("b", "c", "a"))


def count(ballots: Ballots) -> Count:
    if ballots.kind is Kind.POINTS:
        return count_points(ballots, most=4, ties=IdOrder(), seats=2)
    counter = count_single if ballots.kind is Kind.SINGLE else count_approval
    return counter(ballots, ties=IdOrder(), seats=2)


SUMS = (Kind.APPROVAL, Kind.SINGLE, Kind.POINTS)


@given(elections(SUMS))
def test_the_order_is_by_sum_then_id(ballots: Ballots) -> None:
    sums = dict.fromkeys(ballots.ids, 0)
    for marks in ballots.marks():
        for name, value in marks.items():
            sums[name] += value
    result = count(ballots)
    assert result.scores == sums
    assert list(result.order) == sorted(sums, key=lambda name: (-sums[name], name))
    assert result.winners == result.order[:2]
    assert result.turnout == len(ballots.marks())
    assert result.blanks == ballots.marks().count({})


@given(elections(SUMS), st.data())
def test_nothing_depends_on_row_order(ballots: Ballots, data: st.DataObject) -> None:
    option_order = data.draw(st.permutations(range(len(ballots.options))))
    ballot_order = data.draw(st.permutations(range(len(ballots))))
    again = shuffled(ballots, option_order, ballot_order)
    assert count(again).as_json() == count(ballots).as_json()


def test_the_record_of_a_count_by_votes_names_all_that_was_published() -> None:
    rows = [["a", "b"], ["a", "b"], ["c"], []]
    result = count_approval(replace(approval_ballots(ABC, rows), spoiled=3), ties=LOT, seats=2)
    assert result == Count(
        rule="approval",
        winners=("b", "a"),
        order=("b", "a", "c"),
        scores={"a": 2, "b": 2, "c": 1},
        turnout=4,
        blanks=1,
        spoiled=3,
        settings={"seats": 2, "ties": "published-order"},
        steps=(Chosen("b", 2, tied=("a",), broken_by="published-order"), Chosen("a", 2)),
        margins=(Margin("a", "c", difference=1, ballots=1),),
    )
    single = count_single(single_ballots(ABC, ["a", "a", "a", "c"]), ties=IdOrder())
    assert (single.rule, single.winners, single.settings) == (
        "single",
        ("a",),
        {"seats": 1, "ties": "id"},
    )
    assert single.margins == (Margin("a", "c", difference=2, ballots=2),)
    assert count_approval(approval_ballots(ABC, rows), ties=LOT).winners == ("b",)


def test_the_record_of_points_says_the_most_that_one_ballot_may_give() -> None:
    rows = [{"a": 3}, {"a": 3, "b": 1}, {"a": 2}, {"c": 1}]
    result = count_points(points_ballots(ABC, rows), most=3, ties=IdOrder())
    assert (result.rule, result.winners, result.scores) == (
        "points",
        ("a",),
        {"a": 8, "b": 1, "c": 1},
    )
    assert result.settings == {"seats": 1, "ties": "id", "most": 3}
    assert result.steps == (Chosen("a", 8),)
    # The second place is b's by id; two ballots can shift 6 and 5, and 8 are needed.
    assert result.margins == (Margin("a", "b", difference=7, ballots=2),)
    assert count_points(points_ballots(ABC, []), most=3, ties=IdOrder()).margins == ()
    assert count_points(points_ballots(ABC, rows), most=3, ties=IdOrder(), seats=3).margins == ()


def test_points_need_as_many_changed_ballots_as_it_takes() -> None:
    """Six voters gave a all of 2 points; each that changes shifts 4, so it takes 4 ballots of 12
    points.
    """
    rows = [{"a": 2}] * 6
    assert count_points(points_ballots(TWO, rows), most=2, ties=IdOrder()).margins[0].ballots == 4
    few = points_ballots(
        TWO, [{"a": 2}, {"a": 1, "b": 2}, {"b": 2}, {"b": 1}], weights=[5, 1, 1, 1]
    )
    assert count_points(few, most=2, ties=IdOrder()).margins == (
        Margin("a", "b", difference=6, ballots=2),
    )


@pytest.mark.parametrize(("all_three", "ballots"), [(1, 4), (2, 4), (10, 8)])
def test_points_change_hands_first_where_a_ballot_can_shift_the_most(
    all_three: int, ballots: int
) -> None:
    """Of 3 points, a ballot that gives a 3 can shift 6, one that gives 2 can shift 5, one that
    gives 1 can shift 4.

    To win, b needs one more than a leads by: 16 = 6 + 5 + 4 + 1, 19 = 6 + 6 + 5 + 2, 43 is more
    than 7 times 6.
    """
    rows = [*[{"a": 3}] * all_three, {"a": 2}, *[{"a": 1}] * 10]
    assert (
        count_points(points_ballots(TWO, rows), most=3, ties=IdOrder()).margins[0].ballots
        == ballots
    )


def test_ties_are_broken_by_the_published_order_and_recorded() -> None:
    result = count_approval(approval_ballots(ABC, [["a", "b"], ["c"]]), ties=LOT, seats=1)
    assert result.order == ("b", "c", "a")
    assert result.steps == (Chosen("b", 1, tied=("c", "a"), broken_by="published-order"),)


@pytest.mark.parametrize("order", [("a", "b"), ("a", "b", "b"), ("a", "b", "d"), ()])
def test_an_incomplete_order_is_refused(order: tuple[str, ...]) -> None:
    with pytest.raises(
        TieOrderFaulty, match=r"^The published order must name every option exactly once\.$"
    ):
        count_approval(approval_ballots(ABC, []), ties=PublishedOrder(order))


def test_the_usual_order_is_the_cheapest_first_where_there_are_costs() -> None:
    priced = [Option("a", cost=2), Option("b", cost=1)]
    assert usual_ties(approval_ballots(priced, [])) == CheapestOrder()
    assert usual_ties(approval_ballots([*priced, Option("c")], [])) == IdOrder()


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (lambda: count_single(approval_ballots(ABC, []), ties=IdOrder()),
         "These are approval ballots, and the rule needs single."),
        (lambda: count_approval(single_ballots(ABC, []), ties=IdOrder()),
         "These are single ballots, and the rule needs approval."),
        (lambda: count_points(approval_ballots(ABC, []), most=3, ties=IdOrder()),
         "These are approval ballots, and the rule needs points."),
        (lambda: count_points(points_ballots(ABC, [{"a": 4}]), most=3, ties=IdOrder()),
         "A ballot gives an option more than 3 points."),
        (lambda: count_approval(approval_ballots(ABC, []), ties=IdOrder(), seats=0),
         "A count needs at least one seat to fill."),
    ],
)  # fmt: skip
def test_what_the_rule_cannot_count_is_refused_in_words(
    counted: Callable[[], Count], words: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        counted()


APPROVALS = [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"], []]


def least_change(
    choices: list[object], possible: list[object], counter: Callable[[list[object]], Count]
) -> int | None:
    """Change every set of ballots in every way, fewest first, until the first loser is in."""
    before = counter(choices)
    rival = before.order[len(before.winners)]
    last = before.winners[-1]
    for size in range(1, len(choices) + 1):
        for which in combinations(range(len(choices)), size):
            for new in product(possible, repeat=size):
                changed = list(choices)
                for row, choice in zip(which, new, strict=True):
                    changed[row] = choice
                order = counter(changed).order
                if order.index(rival) < order.index(last):
                    return size
    return None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(APPROVALS), min_size=1, max_size=4), st.integers(1, 2))
def test_the_margin_of_approval_is_the_least_change(choices: list[object], seats: int) -> None:
    def counter(rows: list[object]) -> Count:
        return count_approval(approval_ballots(ABC, rows), ties=LOT, seats=seats)  # type: ignore[arg-type]

    assert counter(choices).margins[0].ballots == least_change(choices, list(APPROVALS), counter)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=4))
def test_the_margin_of_single_choice_is_the_least_change(choices: list[object]) -> None:
    def counter(rows: list[object]) -> Count:
        return count_single(single_ballots(ABC, rows), ties=LOT)  # type: ignore[arg-type]

    assert counter(choices).margins[0].ballots == least_change(
        choices, ["a", "b", "c", None], counter
    )


TWO = [Option("a"), Option("b")]
POINTS = [{"a": a, "b": b} for a in range(3) for b in range(3)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(POINTS), min_size=1, max_size=4))
def test_the_margin_of_points_is_the_least_change(choices: list[object]) -> None:
    def counter(rows: list[object]) -> Count:
        return count_points(points_ballots(TWO, rows), most=2, ties=IdOrder())  # type: ignore[arg-type]

    assert counter(choices).margins[0].ballots == least_change(choices, list(POINTS), counter)


def test_weights_count_as_so_many_ballots() -> None:
    alone = points_ballots(TWO, [{"a": 2}, {"a": 2}, {"a": 1}, {"b": 1}])
    grouped = points_ballots(TWO, [{"a": 2}, {"a": 1}, {"b": 1}], weights=[2, 1, 1])
    assert (
        count_points(alone, most=2, ties=IdOrder()).as_json()
        == count_points(grouped, most=2, ties=IdOrder()).as_json()
    )
