"""Standings: options in places, some of them shared, made into a count with the tie order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Chosen, Count, Score, Setting, Step
from priorities.engines.counting.ties import TieOrder


@dataclass(frozen=True)
class Placed(Chosen):
    """An option was chosen for its place among all; `score` is what its rule goes by."""


def by_worth(worths: Sequence[Score]) -> list[list[int]]:
    """Return option positions grouped by worth, the greatest first."""
    return [
        [option for option, worth in enumerate(worths) if worth == each]
        for each in sorted(set(worths), reverse=True)
    ]


def in_order(ballots: Ballots, groups: Iterable[Sequence[int]], ties: TieOrder) -> list[int]:
    """Return option positions from first to last, equals by the tie order."""
    places = ties.places(ballots)
    return [option for group in groups for option in sorted(group, key=places.__getitem__)]


def count_in_places(
    ballots: Ballots,
    *,
    rule: str,
    groups: Sequence[Sequence[int]],
    scores: Sequence[Score],
    seats: int,
    ties: TieOrder,
    settings: dict[str, Setting],
    steps: Iterable[Step] = (),
) -> Count:
    """Return the count in which the first `seats` options of `groups` win; `steps` come before who
    was chosen.

    Options of one group are equal. Raises ValueError unless there is at least one seat.
    """
    if seats < 1:
        raise ValueError("A count needs at least one seat to fill.")
    order = in_order(ballots, groups, ties)
    names = tuple(ballots.ids[option] for option in order)
    chosen = _chosen(ballots, groups, ties, scores)
    return Count(
        rule=rule,
        winners=names[:seats],
        order=names,
        scores=dict(zip(ballots.ids, scores, strict=True)),
        turnout=ballots.turnout,
        blanks=ballots.blanks,
        spoiled=ballots.spoiled,
        settings={"seats": seats, "ties": ties.name, **settings},
        steps=(*steps, *chosen[:seats]),
    )


def _chosen(
    ballots: Ballots, groups: Sequence[Sequence[int]], ties: TieOrder, scores: Sequence[Score]
) -> tuple[Placed, ...]:
    """Return how each option got its place, and who stood equal when it did."""
    steps = []
    for group in groups:
        equal = in_order(ballots, [group], ties)
        for place, option in enumerate(equal, start=1):
            tied = tuple(ballots.ids[other] for other in equal[place:])
            steps.append(
                Placed(ballots.ids[option], scores[option], tied, ties.name if tied else "")
            )
    return tuple(steps)
