"""Small made-up elections with ranked ballots: equal ranks, ranks left out, short and blank
ballots, weights.
"""

from hypothesis import strategies as st

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.formats.papers import places
from priorities.engines.counting.tabulate import ranked_ballots

NAMES = ("1", "2", "3", "4", "5")


@st.composite
def rankings(draw: st.DrawFn, names: tuple[str, ...], *, strict: bool = False) -> list[list[str]]:
    """Draw one ballot: the options of each rank, none where a rank is left out."""
    named = draw(st.lists(st.sampled_from(names), unique=True))
    row: list[list[str]] = []
    for name in named:
        if row and not strict and draw(st.integers(0, 5)) == 0:
            row[-1].append(name)
        else:
            row += [[]] * (0 if strict else draw(st.sampled_from([0, 0, 0, 0, 1, 2]))) + [[name]]
    return [sorted(place) for place in row]


@st.composite
def ranked_elections(draw: st.DrawFn, *, strict: bool = False) -> Ballots:
    """Draw an election of up to five options and eight rows of ballots."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    rows = draw(st.lists(rankings(names, strict=strict), max_size=8))
    weights = draw(st.lists(st.integers(1, 3), min_size=len(rows), max_size=len(rows)))
    return ranked_ballots([Option(name, f'Idea "{name}"') for name in names], rows, weights=weights)


@st.composite
def rearranged(draw: st.DrawFn, ballots: Ballots, names: dict[str, str]) -> Ballots:
    """Draw the same election with its options and ballots in another order, and the options called
    by `names`.
    """
    options = [Option(names[name]) for name in draw(st.permutations(ballots.ids))]
    weights = [] if ballots.weights is None else ballots.weights.tolist()
    rows = draw(st.permutations(list(zip(ballots.marks(), weights, strict=True))))
    return ranked_ballots(
        options,
        [[[names[name] for name in place] for place in places(marks)] for marks, _ in rows],
        weights=[weight for _, weight in rows],
    )
