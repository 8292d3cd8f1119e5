"""Scores: whole numbers that ballots give to options."""

import numpy as np

from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots


def votes(ballots: Ballots) -> IntArray:
    """Return how many voters marked each option."""
    return ballots.votes


def points(ballots: Ballots) -> IntArray:
    """Return the points given to each option. Raises BallotsFaulty if these are not points."""
    return ballots.sums(ballots.points)


def position_points(ballots: Ballots, *, top: int) -> IntArray:
    """Return fixed position points: `top` for a first rank, one less for each rank below.

    Never less than 0; equal ranks receive equal points. Raises BallotsFaulty if these are not
    ranked ballots.
    """
    return ballots.sums(np.maximum(top + 1 - ballots.ranks, 0))


def borda(ballots: Ballots) -> IntArray:
    """Return, for each option, how many options voters ranked below it, added up.

    Options left unranked count for nothing, so the last rank is worth 0: the additive Borda
    satisfaction of participatory budgeting. Raises BallotsFaulty if these are not ranked ballots.
    """
    return ballots.sums(ranked_below(ballots))


def ranked_below(ballots: Ballots) -> IntArray:
    """Return, for each entry of `chosen`, how many options its ballot ranks strictly below it."""
    ranks = ballots.ranks
    if not len(ranks):
        return np.empty(0, dtype=np.int64)
    owner = ballots.ballot_of
    last_of_rank = np.append((np.diff(ranks) != 0) | (np.diff(owner) != 0), True)
    ends = np.flatnonzero(last_of_rank) + 1
    end = ends[np.searchsorted(ends, np.arange(len(ranks)), side="right")]
    return np.asarray(ballots.offsets[owner + 1] - end, dtype=np.int64)
