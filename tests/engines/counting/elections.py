"""Small made-up elections for the tests of the counting engines."""

from collections.abc import Sequence

from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Kind, Option
from priorities.engines.counting.tabulate import (
    approval_ballots,
    points_ballots,
    ranked_ballots,
    single_ballots,
)

IDS = ("1", "10", "2", "b", "Ł/3")


def options(costs: Sequence[int | None]) -> list[Option]:
    return [
        Option(name, f'Idea "{name}"; new', cost) for name, cost in zip(IDS, costs, strict=False)
    ]


@st.composite
def elections(draw: st.DrawFn, kinds: Sequence[Kind] = tuple(Kind), least_cost: int = 0) -> Ballots:
    """Draw an election of up to five options and eight ballots, small enough to be full of ties."""
    size = draw(st.integers(2, len(IDS)))
    costs = draw(st.lists(st.integers(least_cost, 6), min_size=size, max_size=size))
    budget = draw(st.integers(0, 15))
    kind = draw(st.sampled_from(list(kinds)))
    ids = st.sampled_from(IDS[:size])
    many = options(costs)
    if kind is Kind.SINGLE:
        picks = draw(st.lists(st.none() | ids, max_size=8))
        return single_ballots(many, picks, budget=budget)
    if kind is Kind.POINTS:
        given = draw(st.lists(st.dictionaries(ids, st.integers(0, 4)), max_size=8))
        return points_ballots(many, given, budget=budget)
    named = draw(st.lists(st.lists(ids, unique=True), max_size=8))
    make = approval_ballots if kind is Kind.APPROVAL else ranked_ballots
    return make(many, named, budget=budget)


def shuffled(ballots: Ballots, option_order: Sequence[int], ballot_order: Sequence[int]) -> Ballots:
    """Return the same election with options and ballots in another order."""
    marks = ballots.marks()
    many = [ballots.options[position] for position in option_order]
    rows = [marks[row] for row in ballot_order]
    if ballots.kind is Kind.POINTS:
        return points_ballots(many, rows, budget=ballots.budget)
    if ballots.kind is Kind.SINGLE:
        return single_ballots(many, [next(iter(row), None) for row in rows], budget=ballots.budget)
    if ballots.kind is Kind.RANKED:
        ranked = [sorted(row, key=row.__getitem__) for row in rows]
        return ranked_ballots(many, ranked, budget=ballots.budget)
    return approval_ballots(
        many, [sorted(row, reverse=True) for row in rows], budget=ballots.budget
    )
