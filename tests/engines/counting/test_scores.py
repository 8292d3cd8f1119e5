"""Scores equal what adding up by hand gives."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting import scores
from priorities.engines.counting.ballots import Kind, Option
from priorities.engines.counting.count import Chosen, Count, Margin, Reason, Skipped
from priorities.engines.counting.tabulate import ranked_ballots
from tests.engines.counting.elections import IDS

RANKING = st.lists(st.sampled_from(IDS), unique=True).flatmap(
    lambda names: st.lists(st.booleans(), min_size=len(names), max_size=len(names)).map(
        lambda breaks: _grouped(names, breaks)
    )
)


def _grouped(names: list[str], breaks: list[bool]) -> list[list[str]]:
    ranks: list[list[str]] = []
    for name, is_new in zip(names, breaks, strict=True):
        if is_new or not ranks:
            ranks.append([])
        ranks[-1].append(name)
    return ranks


@given(st.lists(RANKING, max_size=6), st.integers(0, 4))
def test_borda_and_position_points(choices: list[list[list[str]]], top: int) -> None:
    ballots = ranked_ballots([Option(name) for name in IDS], choices)
    assert ballots.kind is Kind.RANKED
    below = dict.fromkeys(IDS, 0)
    fixed = dict.fromkeys(IDS, 0)
    for choice in choices:
        for rank, names in enumerate(choice):
            for name in names:
                below[name] += sum(len(later) for later in choice[rank + 1 :])
                fixed[name] += max(top - rank, 0)
    assert scores.borda(ballots).tolist() == [below[name] for name in IDS]
    assert scores.position_points(ballots, top=top).tolist() == [fixed[name] for name in IDS]


def test_a_count_has_one_json_text() -> None:
    count = Count(
        rule="test",
        winners=("ł",),
        order=("ł", "a"),
        scores={"ł": Fraction(7, 3), "a": 2},
        turnout=3,
        blanks=1,
    )
    assert '"scores":[["a",2],["ł","7/3"]]' in count.as_json()
    assert count.as_json().startswith('{"blanks":1,"budget":null,')


def test_steps_and_margins_are_written_with_their_kind() -> None:
    count = Count(
        rule="test",
        winners=("a",),
        order=("a", "b"),
        scores={},
        turnout=1,
        blanks=0,
        steps=(Chosen("a", Fraction(1, 2), tied=("b",)), Skipped("b", 0, Reason.EXCLUDED)),
        margins=(Margin("a", "b", 1, None),),
    )
    plain = count.as_plain()
    chosen, skipped = plain["steps"]
    assert (chosen["step"], chosen["score"], chosen["tied"]) == ("chosen", "1/2", ["b"])
    assert (skipped["step"], skipped["reason"]) == ("skipped", "excluded-by-another")
    assert plain["margins"] == [{"winner": "a", "rival": "b", "difference": 1, "ballots": None}]
    with pytest.raises(TypeError, match=r"^A float has no place in a count\.$"):
        replace(count, scores={"a": 0.5}).as_plain()


def test_ballots_that_rank_nothing_have_no_ranks_below() -> None:
    ballots = ranked_ballots([Option("a"), Option("b")], [[], []])
    assert scores.ranked_below(ballots).tolist() == []
    assert scores.borda(ballots).tolist() == [0, 0]
