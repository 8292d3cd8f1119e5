"""Scores equal what adding up by hand gives."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from priorities.engines.counting import scores
from priorities.engines.counting.ballots import Kind, Option
from priorities.engines.counting.count import Count
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
