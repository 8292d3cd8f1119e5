"""Ballots hold what voters marked, and refuse arrays that contradict themselves."""

import numpy as np
import pytest

from priorities.engines.counting.arrays import repeated
from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Kind, Option
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)

ABC = [Option("a"), Option("b"), Option("c")]


def test_approvals_are_counted_with_blanks_and_weights() -> None:
    ballots = approval_ballots(ABC, [["a", "c"], [], ["c"]], weights=[2, 3, 1])
    assert ballots.votes.tolist() == [2, 0, 3]
    assert (ballots.turnout, ballots.blanks, len(ballots)) == (6, 3, 3)
    assert ballots.marks() == [{"a": 1, "c": 1}, {}, {"c": 1}]


def test_equal_and_missing_ranks_are_kept() -> None:
    ballots = ranked_ballots(ABC, [["c", ["b", "a"]], ["b"], []])
    assert ballots.marks() == [{"c": 1, "a": 2, "b": 2}, {"b": 1}, {}]


def test_points_of_zero_are_no_mark() -> None:
    ballots = points_ballots(ABC, [{"a": 0, "b": 3}, {"c": 0}])
    assert ballots.marks() == [{"b": 3}, {}]
    assert ballots.blanks == 1


def test_large_points_add_up_exactly() -> None:
    ballots = points_ballots(ABC, [{"a": 2**53 + 1}, {"a": 2**53}, {"b": 1}])
    assert ballots.sums(ballots.values).tolist() == [2**54 + 1, 1, 0]


NO_OPTION = "A mark is for an option that does not exist."
TWICE = "A ballot marks an option twice."
NO_LIST = "An approval ballot must be a list of options, each named once."


@pytest.mark.parametrize(
    ("make", "words", "ballot"),
    [
        (lambda: approval_ballots(ABC, [["a"], ["a", "a"]]), NO_LIST, None),
        (lambda: approval_ballots(ABC, ["ab"]), NO_LIST, None),
        (lambda: approval_ballots(ABC, [["a"], ["d"]]), NO_OPTION, 1),
        (lambda: single_ballots(ABC, ["d"]), NO_OPTION, 0),
        (lambda: approval_ballots([], []), "There are no options, or two with one id.", None),
        (
            lambda: approval_ballots([Option("a")] * 2, []),
            "There are no options, or two with one id.",
            None,
        ),
        (
            lambda: approval_ballots([Option("a", cost=-1)], []),
            "Costs and budget cannot be below zero.",
            None,
        ),
        (
            lambda: approval_ballots(ABC, [], budget=-1),
            "Costs and budget cannot be below zero.",
            None,
        ),
        (lambda: approval_ballots(ABC, [], unit=0), "Costs and budget cannot be below zero.", None),
        (lambda: money(2**62, 2**62), "Costs or budget are too large to count.", None),
        (
            lambda: approval_ballots(ABC, [["a"]], weights=[0]),
            "Every ballot needs a weight of at least 1.",
            None,
        ),
        (
            lambda: approval_ballots(ABC, [["a"]], weights=[1, 1]),
            "Every ballot needs a weight of at least 1.",
            None,
        ),
        (
            lambda: approval_ballots(ABC, [["a"]] * 2, weights=[2**62] * 2),
            "There are too many voters to count.",
            None,
        ),
        (lambda: points_ballots(ABC, [{"a": 1}, {"a": -1}]), "A value is below 1.", 1),
        (
            lambda: points_ballots(ABC, [{"a": 2**62}] * 2),
            "The points are too large to add up.",
            None,
        ),
        (lambda: ranked_ballots(ABC, [["a", ["b", "a"]]]), TWICE, None),
    ],
)
def test_faulty_choices_are_refused(make: object, words: str, ballot: int | None) -> None:
    with pytest.raises(BallotsFaulty) as refusal:
        make()  # type: ignore[operator]
    assert (str(refusal.value), refusal.value.ballot) == (words, ballot)


def money(cost: int, budget: int) -> Ballots:
    return approval_ballots([Option("a", cost=cost), Option("b")], [], budget=budget)


def test_the_largest_amounts_that_can_be_counted_are_taken() -> None:
    assert money(2**62, 2**62 - 1).budget == 2**62 - 1
    assert approval_ballots(ABC, [["a"]] * 2, weights=[2**62, 2**62 - 1]).turnout == 2**63 - 1
    assert points_ballots(ABC, [{"a": 2**63 - 1}]).votes.tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("kind", "offsets", "chosen", "values", "words", "ballot"),
    [
        (Kind.APPROVAL, [0, 3], [0, 1], None, "The offsets do not span the marks.", None),
        (Kind.APPROVAL, [1, 2], [0, 1], None, "The offsets do not span the marks.", None),
        (Kind.APPROVAL, [], [], None, "The offsets do not span the marks.", None),
        (Kind.APPROVAL, [0, 2, 1, 2], [0, 1], None, "The offsets fall.", None),
        (Kind.APPROVAL, [0, 1], [3], None, NO_OPTION, None),
        (Kind.APPROVAL, [0, 1], [-1], None, NO_OPTION, None),
        (
            Kind.APPROVAL,
            [0, 1],
            [0],
            [1],
            "Points and ranked ballots have values, others have none.",
            None,
        ),
        (Kind.APPROVAL, [0, 1, 3], [0, 1, 1], None, TWICE, 1),
        (Kind.SINGLE, [0, 1, 3], [0, 0, 1], None, "A ballot marks more than one option.", 1),
        (
            Kind.POINTS,
            [0, 1],
            [0],
            None,
            "Points and ranked ballots have values, others have none.",
            None,
        ),
        (Kind.POINTS, [0, 2], [0, 1], [1], "Every mark needs a value.", None),
        (Kind.POINTS, [0, 1, 2], [0, 1], [1, 0], "A value is below 1.", 1),
        (Kind.RANKED, [0, 1, 3], [0, 0, 1], [3, 2, 1], "The ranks on a ballot fall.", 1),
        (Kind.RANKED, [0, 1], [0], [0], "A value is below 1.", 0),
    ],
)
def test_faulty_arrays_are_refused(  # noqa: PLR0917 (one name for each column of the table above)
    kind: Kind,
    offsets: list[int],
    chosen: list[int],
    values: list[int] | None,
    words: str,
    ballot: int | None,
) -> None:
    with pytest.raises(BallotsFaulty) as refusal:
        Ballots(
            options=tuple(ABC),
            kind=kind,
            offsets=np.array(offsets, dtype=np.int64),
            chosen=np.array(chosen, dtype=np.int32),
            values=None if values is None else np.array(values),
        )
    assert (str(refusal.value), refusal.value.ballot) == (words, ballot)


def test_ballots_of_another_kind_than_the_rule_needs_are_refused_in_words() -> None:
    ballots = approval_ballots(ABC, [["a"]])
    ballots.expect(Kind.SINGLE, Kind.APPROVAL)
    with pytest.raises(
        BallotsFaulty, match=r"^These are approval ballots, and the rule needs points or ranked\.$"
    ):
        ballots.expect(Kind.POINTS, Kind.RANKED)


def test_every_repeat_is_found_on_the_ballot_that_repeats() -> None:
    """A thousand ballots among which every third marks its first option again."""
    marks = [[row % 3, (row + 1) % 3, *([row % 3] if row % 3 == 0 else [])] for row in range(1000)]
    offsets = np.cumsum([0, *map(len, marks)])
    chosen = np.array([option for each in marks for option in each], dtype=np.int32)
    expected = [int(offsets[row]) + 2 for row in range(0, 1000, 3)]
    assert repeated(offsets, chosen, 3).tolist() == expected
    unique = np.array([0, 2, 4])
    assert repeated(unique, np.array([0, 1, 1, 2], dtype=np.int32), 3).tolist() == []


def test_a_repeat_is_found_on_its_ballot() -> None:
    with pytest.raises(BallotsFaulty) as refusal:
        Ballots(tuple(ABC), Kind.APPROVAL, np.array([0, 1, 4]), np.array([0, 1, 2, 1], np.int32))
    assert refusal.value.ballot == 1
    with pytest.raises(BallotsFaulty) as refusal:
        Ballots(tuple(ABC), Kind.APPROVAL, np.array([0, 1, 3]), np.array([0, 1, 1], np.int32))
    assert refusal.value.ballot == 1


def test_arrays_cannot_be_written_to() -> None:
    ballots = approval_ballots(ABC, [["a"]])
    with pytest.raises(ValueError, match="read-only"):
        ballots.chosen[0] = 1


def test_a_missing_cost_is_refused_when_needed() -> None:
    with pytest.raises(BallotsFaulty, match="Option b has no cost"):
        _ = approval_ballots([Option("a", cost=1), Option("b")], []).costs
