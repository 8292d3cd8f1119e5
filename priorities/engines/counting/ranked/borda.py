"""Borda and fixed position points: every place on a ballot is worth so many points, and they add
up.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

import numpy as np

from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count, Margin
from priorities.engines.counting.ranked.pairwise import preferred
from priorities.engines.counting.ranked.preferences import Unranked
from priorities.engines.counting.ranked.standings import by_worth, count_in_places
from priorities.engines.counting.scored.by_score import closest_pair
from priorities.engines.counting.scored.points import margin_of_points
from priorities.engines.counting.ties import TieOrder


class EqualPoints(StrEnum):
    """What options of one rank get: half a point for each equal, or each the points of the rank."""

    HALF_POINT_EACH = "half-point-each"
    RANK_POINTS_EACH = "rank-points-each"


class PointsFaulty(ValueError):
    """The points of the places are not whole numbers that fall and stay above zero or at it."""


def count_borda(ballots: Ballots, *, ties: TieOrder, seats: int = 1) -> Count:
    """Return the Borda count: from each voter an option gets a point for every option below it,
    half for an equal.

    Source: Borda 1784; shared places get the mean of their points (Black, The Theory of Committees
    and Elections, 1958). Unranked options share the places below all ranked ones, so a short ballot
    gives no advantage; a blank ballot gives nothing. Raises BallotsFaulty if these are not ranked
    ballots.
    """
    table = preferred(ballots)
    voters = ballots.turnout - ballots.blanks
    twice = (table - table.T).sum(axis=1) + voters * (len(ballots.options) - 1)
    scores = [Fraction(points, 2) for points in twice.tolist()]
    return count_in_places(
        ballots,
        rule="borda",
        groups=by_worth(scores),
        scores=scores,
        seats=seats,
        ties=ties,
        settings={"unranked": Unranked.BELOW_RANKED, "equal_ranks": EqualPoints.HALF_POINT_EACH},
    )


def count_positions(
    ballots: Ballots, *, ties: TieOrder, points: Sequence[int] | None = None, seats: int = 1
) -> Count:
    """Return the count by fixed points for each rank: `points[0]` for rank 1, and so on, then 0.

    Without `points` the first of n options gets n, the last 1. Options that share a rank each get
    its points; an unranked option gets nothing. Raises BallotsFaulty if these are not ranked
    ballots, PointsFaulty unless the points fall and none is below 0.
    """
    worth = list(range(len(ballots.options), 0, -1)) if points is None else list(points)
    if min(worth, default=0) < 0 or worth != sorted(worth, reverse=True):
        raise PointsFaulty("The points must fall from rank to rank and never below 0.")
    scores = [sum(map(_times, worth, votes)) for votes in _votes_by_rank(ballots, len(worth))]
    count = count_in_places(
        ballots,
        rule="positions",
        groups=by_worth(scores),
        scores=scores,
        seats=seats,
        ties=ties,
        settings={
            "points": tuple(worth),
            "unranked": Unranked.NO_POINTS,
            "equal_ranks": EqualPoints.RANK_POINTS_EACH,
        },
    )
    return replace(count, margins=_margin(ballots, count, worth, ties))


def _margin(
    ballots: Ballots, count: Count, worth: Sequence[int], ties: TieOrder
) -> tuple[Margin, ...]:
    """Return the margin where a ballot can put the rival first and leave the winner out."""
    pair = closest_pair(count)
    if pair is None or ballots.turnout == 0:
        return ()
    by_rank = np.array([*worth, 0], dtype=np.int64)
    winner, rival = (_given(ballots, ballots.index[name], by_rank) for name in pair)
    return (margin_of_points(ballots, count, pair, winner + int(by_rank[0]) - rival, ties),)


def _given(ballots: Ballots, option: int, by_rank: IntArray) -> IntArray:
    """Return the points that each ballot gives to one option."""
    given = np.zeros(len(ballots), dtype=np.int64)
    entries = np.flatnonzero(ballots.chosen == option)
    ranks = np.minimum(ballots.ranks[entries] - 1, len(by_rank) - 1)
    given[ballots.ballot_of[entries]] = by_rank[ranks]
    return given


def _votes_by_rank(ballots: Ballots, ranks: int) -> list[list[int]]:
    """Return, for each option, how many voters gave it rank 1, 2, … `ranks`."""
    table = np.zeros((len(ballots.options), ranks + 1), dtype=np.int64)
    weights = 1 if ballots.entry_weights is None else ballots.entry_weights
    np.add.at(table, (ballots.chosen, np.minimum(ballots.ranks - 1, ranks)), weights)
    return [list(row[:ranks]) for row in table.tolist()]


def _times(points: int, votes: int) -> int:
    return points * votes
