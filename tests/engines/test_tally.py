"""The tally: the sample's published result, whose ballots count, and questions that no rule here
counts.
"""

import json
from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting.count import Chosen, Margin
from priorities.engines.sealing.publication import OpenedBallot
from priorities.engines.tally import NotCountable, QuestionTally, counted_by, tally
from priorities.engines.voting.ballot_paper import BallotPaper, QuestionRules

VECTORS = json.loads((Path(__file__).parents[1] / "data/ballots/lv1_vectors.json").read_text())
MANIFEST = json.loads(VECTORS["manifest"])
PAPER = BallotPaper.from_definition(MANIFEST)
BALLOTS = [
    OpenedBallot(known["group"], bytes.fromhex(known["r"]), known["choices"])
    for known in VECTORS["ballots"]
]
OPTIONS = ("a", "b", "c")
LOT = ("c", "b", "a")


def parks_and_budget(
    counted: Collection[str], ballots: list[OpenedBallot] = BALLOTS
) -> tuple[QuestionTally, QuestionTally]:
    told = tally(PAPER, ballots, counted)
    assert list(told) == ["q-parks", "q-budget"]
    return told["q-parks"], told["q-budget"]


@given(st.permutations(BALLOTS))
def test_the_sample_counts_to_its_published_result_whatever_the_order_of_its_ballots(
    pile: list[OpenedBallot],
) -> None:
    assert tally(PAPER, pile, ["register", "email"]) == MANIFEST["result"]


def test_a_group_that_does_not_count_is_in_the_number_of_ballots_alone() -> None:
    parks, budget = parks_and_budget({"email", "paper"})
    assert parks == {
        "order": ["trees", "bench", "lights"],
        "score": {"bench": 1, "lights": 0, "trees": 2},
        "ballots": {"email": 3, "register": 3},
    }
    assert budget == {
        "order": ["roads", "youth", "library"],
        "score": {"library": 3, "roads": 10, "youth": 7},
        "ballots": {"email": 3, "register": 3},
    }


def test_equals_stand_in_the_order_drawn_before_the_opening() -> None:
    parks, budget = parks_and_budget({"register"})
    assert (parks["order"], parks["score"]) == (
        ["lights", "trees", "bench"],
        {"bench": 1, "lights": 2, "trees": 2},
    )
    assert (budget["order"], budget["score"]) == (
        ["youth", "roads", "library"],
        {"library": 5, "roads": 5, "youth": 14},
    )


@pytest.mark.parametrize(("ballots", "cast"), [(BALLOTS, {"email": 3, "register": 3}), ([], {})])
def test_where_nothing_counts_every_score_is_zero(
    ballots: list[OpenedBallot], cast: dict[str, int]
) -> None:
    parks, budget = parks_and_budget([], ballots)
    assert parks == {
        "order": ["lights", "bench", "trees"],
        "score": {"bench": 0, "lights": 0, "trees": 0},
        "ballots": cast,
    }
    assert budget == {
        "order": ["roads", "library", "youth"],
        "score": {"library": 0, "roads": 0, "youth": 0},
        "ballots": cast,
    }


def test_approvals_are_counted_with_their_margin() -> None:
    count = counted_by(
        QuestionRules("q", "approval", OPTIONS, tie_order=LOT), [["a", "b"], ["b"], [], ["c"]]
    )
    assert (count.rule, count.order, count.scores) == (
        "approval",
        ("b", "c", "a"),
        {"a": 1, "b": 2, "c": 1},
    )
    assert (count.turnout, count.blanks) == (4, 1)
    assert count.margins == (Margin("b", "c", difference=1, ballots=1),)


def test_single_choices_are_counted_and_an_empty_one_is_blank() -> None:
    count = counted_by(
        QuestionRules("q", "single", OPTIONS, tie_order=LOT), [["a"], ["b"], [], ["b"], ["a"]]
    )
    assert (count.rule, count.order, count.scores) == (
        "single",
        ("b", "a", "c"),
        {"a": 2, "b": 2, "c": 0},
    )
    assert (count.turnout, count.blanks) == (5, 1)
    assert count.steps == (Chosen("b", 2, tied=("a",), broken_by="published-order"),)


def test_points_are_counted_and_a_changed_ballot_may_give_the_whole_budget() -> None:
    rules = QuestionRules("q", "points", OPTIONS, budget=10, tie_order=LOT)
    count = counted_by(rules, [{"a": 8}, {"a": 4, "b": 2}, {"b": 1}, {}])
    assert (count.rule, count.order, count.scores) == (
        "points",
        ("a", "b", "c"),
        {"a": 12, "b": 3, "c": 0},
    )
    assert (count.turnout, count.blanks) == (4, 1)
    assert count.settings == {"seats": 1, "ties": "published-order", "most": 10}
    assert count.margins == (Margin("a", "b", difference=9, ballots=1),)


@pytest.mark.parametrize(
    ("type_", "budget", "tie_order"),
    [
        ("ranking", None, ()),
        ("budget", 10, LOT),
        ("approval", None, ()),
        ("single", None, ()),
        ("points", 10, ()),
    ],
)
def test_a_question_that_no_rule_counts_or_without_a_tie_order_is_refused(
    type_: str, budget: int | None, tie_order: tuple[str, ...]
) -> None:
    rules = QuestionRules("question-7", type_, OPTIONS, budget=budget, tie_order=tie_order)
    with pytest.raises(NotCountable, match=r"^Question question-7 cannot be counted\.$"):
        counted_by(rules, [])
    with pytest.raises(NotCountable):
        tally(BallotPaper(PAPER.poll, (*PAPER.questions, rules)), [], [])
