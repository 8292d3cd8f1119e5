"""Pairwise comparisons: how many voters put one option before another, for every two options."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from priorities.engines.counting.arrays import BoolArray, IntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Step


class Strength(StrEnum):
    """How strong it is that more voters put one option before another than the other way round."""

    WINNING_VOTES = "winning-votes"
    MARGINS = "margins"


@dataclass(frozen=True)
class Compared(Step):
    """`votes` voters put `option` before `rival`, and `against` the rival before the option."""

    option: str
    rival: str
    votes: int
    against: int


def preferred(ballots: Ballots) -> IntArray:
    """Return, in row `a` and column `b`, how many voters put option `a` before option `b`; exact.

    An unranked option stands below every ranked one and equal to other unranked ones. Raises
    BallotsFaulty if these are not ranked ballots.
    """
    ranks = _rank_rows(ballots)
    size = len(ballots.options)
    table = np.zeros((size, size), dtype=np.int64)
    for one in range(size):
        for other in range(size):
            table[one, other] = _voters(ballots, ranks[one] < ranks[other])
    return table


def _rank_rows(ballots: Ballots) -> IntArray:
    """Return one row of ranks for each option, 1 the first, in the least bytes that hold them."""
    unranked = int(ballots.ranks.max(initial=0)) + 1
    ranks = np.full(
        (len(ballots.options), len(ballots)), unranked, dtype=np.min_scalar_type(unranked)
    )
    ranks[ballots.chosen, ballots.ballot_of] = ballots.ranks
    return ranks


def _voters(ballots: Ballots, which: BoolArray) -> int:
    return int(np.count_nonzero(which) if ballots.weights is None else ballots.weights[which].sum())


def strengths(table: IntArray, strength: Strength) -> IntArray:
    """Return how strongly each option beats each other, 0 where it does not."""
    amounts = table if strength is Strength.WINNING_VOTES else table - table.T
    return np.where(table > table.T, amounts, 0)


def comparisons(ballots: Ballots, table: IntArray, order: Sequence[int]) -> Iterator[Compared]:
    """Yield every comparison of two options, in the order of the result, the higher
    placed first.
    """
    for place, one in enumerate(order):
        for other in order[place + 1 :]:
            yield Compared(
                ballots.ids[one], ballots.ids[other], int(table[one, other]), int(table[other, one])
            )
