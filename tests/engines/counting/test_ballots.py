"""Ballots hold what voters marked, and refuse arrays that contradict themselves."""

import numpy as np
import pytest

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


@pytest.mark.parametrize(
    "make",
    [
        lambda: approval_ballots(ABC, [["a", "a"]]),
        lambda: approval_ballots(ABC, ["ab"]),
        lambda: approval_ballots(ABC, [["d"]]),
        lambda: approval_ballots([], []),
        lambda: approval_ballots([Option("a"), Option("a")], []),
        lambda: approval_ballots([Option("a", cost=-1)], []),
        lambda: approval_ballots(ABC, [["a"]], weights=[0]),
        lambda: approval_ballots(ABC, [["a"]], weights=[1, 1]),
        lambda: approval_ballots(ABC, [["a"], ["a"]], weights=[2**62, 2**62]),
        lambda: single_ballots(ABC, ["d"]),
        lambda: points_ballots(ABC, [{"a": -1}]),
        lambda: points_ballots(ABC, [{"a": 2**62}, {"a": 2**62}]),
        lambda: ranked_ballots(ABC, [["a", ["b", "a"]]]),
    ],
)
def test_faulty_choices_are_refused(make: object) -> None:
    with pytest.raises(BallotsFaulty):
        make()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("kind", "offsets", "chosen", "values"),
    [
        (Kind.APPROVAL, [0, 3], [0, 1], None),
        (Kind.APPROVAL, [0, 2, 1, 2], [0, 1], None),
        (Kind.APPROVAL, [0, 1], [3], None),
        (Kind.APPROVAL, [0, 1], [0], [1]),
        (Kind.SINGLE, [0, 2], [0, 1], None),
        (Kind.POINTS, [0, 1], [0], None),
        (Kind.RANKED, [0, 2], [0, 1], [2, 1]),
        (Kind.RANKED, [0, 1], [0], [0]),
    ],
)
def test_faulty_arrays_are_refused(kind: Kind, offsets: list[int], chosen: list[int], values: list[int] | None) -> None:
    with pytest.raises(BallotsFaulty):
        Ballots(
            options=tuple(ABC),
            kind=kind,
            offsets=np.array(offsets),
            chosen=np.array(chosen, dtype=np.int32),
            values=None if values is None else np.array(values),
        )


def test_an_approval_ballot_that_is_text_or_repeats_is_refused_in_words() -> None:
    for choice in ("ab", ["a", "a"]):
        with pytest.raises(BallotsFaulty) as refusal:
            approval_ballots(ABC, [choice])
        assert str(refusal.value) == "An approval ballot must be a list of options, each named once."


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
