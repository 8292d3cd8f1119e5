"""Copeland: the option that wins the most comparisons with the others, a draw counting half."""

from fractions import Fraction

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count
from priorities.engines.counting.ranked.pairwise import comparisons, preferred
from priorities.engines.counting.ranked.preferences import Unranked
from priorities.engines.counting.ranked.standings import by_worth, count_in_places, in_order
from priorities.engines.counting.ties import TieOrder


def count_copeland(ballots: Ballots, *, ties: TieOrder, seats: int = 1) -> Count:
    """Return the Copeland count: one for each rival beaten, half for each draw.

    Source: Copeland, "A reasonable social welfare function", 1951. Equal ranks prefer neither, and
    an unranked option stands below every ranked one. Raises BallotsFaulty if these are not ranked
    ballots.
    """
    table = preferred(ballots)
    wins = (table > table.T).sum(axis=1) - (table < table.T).sum(axis=1) + len(ballots.options) - 1
    scores = [Fraction(twice, 2) for twice in wins.tolist()]
    groups = by_worth(scores)
    return count_in_places(
        ballots,
        rule="copeland",
        groups=groups,
        scores=scores,
        seats=seats,
        ties=ties,
        settings={"unranked": Unranked.BELOW_RANKED},
        steps=comparisons(ballots, table, in_order(ballots, groups, ties)),
    )
