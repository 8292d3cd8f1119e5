"""Schulze: options compared by the strongest chains of comparisons between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count, Step
from priorities.engines.counting.ranked.pairwise import (
    Strength,
    comparisons,
    preferred,
    strengths,
)
from priorities.engines.counting.ranked.preferences import Unranked
from priorities.engines.counting.ranked.standings import count_in_places, in_order
from priorities.engines.counting.ties import TieOrder


@dataclass(frozen=True)
class Chained(Step):
    """The strongest chain from `option` to `rival` is as strong as its weakest link, `strength`.

    `against` is that of the strongest chain back; 0 where there is none.
    """

    option: str
    rival: str
    strength: int
    against: int


def count_schulze(
    ballots: Ballots, *, ties: TieOrder, strength: Strength = Strength.WINNING_VOTES, seats: int = 1
) -> Count:
    """Return the Schulze count, as Debian and others use it.

    Source: Schulze, "A new monotonic, clone-independent, reversal symmetric, and
    Condorcet-consistent single-winner election method", 2011. An option is before another if the
    strongest chain to it is stronger than any chain back; the first place goes to all that none is
    before, the next to those of the rest, and so on. A score is the number of options it is before.
    Equal ranks prefer neither, and an unranked option stands below every ranked one. Raises
    BallotsFaulty if these are not ranked ballots.
    """
    table = preferred(ballots)
    chains = strongest_chains(strengths(table, strength))
    groups = _places(chains)
    order = in_order(ballots, groups, ties)
    return count_in_places(
        ballots,
        rule="schulze",
        groups=groups,
        scores=[int(row.sum()) for row in chains > chains.T],
        seats=seats,
        ties=ties,
        settings={"strength": strength, "unranked": Unranked.BELOW_RANKED},
        steps=(*comparisons(ballots, table, order), *_chained(ballots, chains, order)),
    )


def strongest_chains(links: IntArray) -> IntArray:
    """Return the strength of the strongest chain from each option to each other (widest path)."""
    chains = links.copy()
    for middle in range(len(chains)):
        through = np.minimum(chains[:, middle, None], chains[None, middle, :])
        chains = np.maximum(chains, through)
    np.fill_diagonal(chains, 0)
    return chains


def _places(chains: IntArray) -> list[list[int]]:
    """Return the options in places: those that none of the rest is before come next."""
    is_before = chains > chains.T
    rest = np.arange(len(chains))
    places = []
    while len(rest):
        beaten = is_before[np.ix_(rest, rest)].any(axis=0)
        places.append(rest[~beaten].tolist())
        rest = rest[beaten]
    return places


def _chained(ballots: Ballots, chains: IntArray, order: Sequence[int]) -> Iterator[Chained]:
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            yield Chained(
                ballots.ids[one],
                ballots.ids[other],
                int(chains[one, other]),
                int(chains[other, one]),
            )
