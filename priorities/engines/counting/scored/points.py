"""Points: each voter gives whole points to options, and the highest sums win."""

from dataclasses import replace

import numpy as np

from priorities.engines.counting import scores
from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots, BallotsFaulty
from priorities.engines.counting.count import Count, Margin
from priorities.engines.counting.scored.by_score import closest_pair, count_by_score, votes_needed
from priorities.engines.counting.ties import TieOrder


def count_points(ballots: Ballots, *, most: int, ties: TieOrder, seats: int = 1) -> Count:
    """Return the count of points with its margin.

    `most` is the most points one ballot may give to one option: it bounds what a changed ballot
    can do. Raises BallotsFaulty unless these are points ballots that keep to it.
    """
    sums = scores.points(ballots)
    if ballots.values is not None and (ballots.values > most).any():
        raise BallotsFaulty(f"A ballot gives an option more than {most} points.")
    count = count_by_score(ballots, rule="points", scores=sums, seats=seats, ties=ties)
    settings = {**count.settings, "most": most}
    return replace(count, settings=settings, margins=_margin(ballots, count, most, ties))


def _margin(ballots: Ballots, count: Count, most: int, ties: TieOrder) -> tuple[Margin, ...]:
    pair = closest_pair(count)
    if pair is None or ballots.turnout == 0:
        return ()
    winner, rival = (_given(ballots, ballots.index[name]) for name in pair)
    return (margin_of_points(ballots, count, pair, winner + most - rival, ties),)


def margin_of_points(
    ballots: Ballots, count: Count, pair: tuple[str, str], shifts: IntArray, ties: TieOrder
) -> Margin:
    """Return the margin between winner and rival where each ballot can shift so many points.

    A ballot can take back all it gave the winner and give the rival the most it may; those that
    can shift the most are changed first, so the number of ballots is the least.
    """
    needed = votes_needed(ballots, count, pair, ties)
    difference = count.scores[pair[0]] - count.scores[pair[1]]
    return Margin(*pair, difference=difference, ballots=_fewest(ballots, shifts, needed))


def _fewest(ballots: Ballots, shifts: IntArray, needed: int) -> int | None:
    changed = 0
    for shift, voters in _most_first(ballots, shifts):
        enough = -(-needed // shift)
        if enough <= voters:
            return changed + enough
        needed -= shift * voters
        changed += voters
    return None


def _most_first(ballots: Ballots, shifts: IntArray) -> list[tuple[int, int]]:
    """Return each positive shift with the number of voters who can make it, the greatest first."""
    sizes, which = np.unique(shifts, return_inverse=True)
    voters = np.zeros(len(sizes), dtype=np.int64)
    np.add.at(voters, which, 1 if ballots.weights is None else ballots.weights)
    pairs = zip(sizes.tolist(), voters.tolist(), strict=True)
    return [(shift, number) for shift, number in reversed(list(pairs)) if shift > 0]


def _given(ballots: Ballots, option: int) -> IntArray:
    """Return the points that each ballot gives to one option."""
    given = np.zeros(len(ballots), dtype=np.int64)
    entries = np.flatnonzero(ballots.chosen == option)
    if ballots.values is not None:
        given[ballots.ballot_of[entries]] = ballots.values[entries]
    return given
