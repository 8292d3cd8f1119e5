"""Satisfaction: what a funded option is worth to each voter who marked it, as whole numbers."""

from enum import StrEnum

from priorities.engines.counting import scores
from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots, Kind


class Satisfaction(StrEnum):
    """How the worth of a funded option to one voter is measured.

    Its cost; 1; the points the voter gave it; or the number of options the voter ranked below it.
    """

    COST = "cost"
    CARDINALITY = "cardinality"
    POINTS = "points"
    BORDA = "borda"

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of ballots on which it can be measured."""
        needed = {Satisfaction.POINTS: Kind.POINTS, Satisfaction.BORDA: Kind.RANKED}
        return frozenset({needed[self]} if self in needed else Kind)


def satisfactions(ballots: Ballots, satisfaction: Satisfaction) -> IntArray | None:
    """Return, for each entry of `chosen`, the voter's satisfaction, None where all are equal.

    Options by cost or number are worth the same to all their supporters, so nothing needs storing.
    Raises BallotsFaulty where the ballots do not say it.
    """
    if satisfaction is Satisfaction.POINTS:
        return ballots.points
    if satisfaction is Satisfaction.BORDA:
        return scores.ranked_below(ballots)
    return None
