"""Minimax: the option whose worst defeat is the smallest."""

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count
from priorities.engines.counting.ranked.pairwise import (
    Strength,
    comparisons,
    preferred,
    strengths,
)
from priorities.engines.counting.ranked.preferences import Unranked
from priorities.engines.counting.ranked.standings import by_worth, count_in_places, in_order
from priorities.engines.counting.ties import TieOrder


def count_minimax(
    ballots: Ballots, *, ties: TieOrder, strength: Strength = Strength.WINNING_VOTES, seats: int = 1
) -> Count:
    """Return the minimax count (Simpson 1969, Kramer 1977); the lowest score wins.

    By winning votes, a score is how many voters put the strongest rival that beats the option
    before it, 0 where none does. By margins, it is the most by which voters preferring a rival
    outnumber those preferring the option, below 0 where the option beats all. Equal ranks prefer
    neither, and an unranked option stands below every ranked one. Raises BallotsFaulty if these are
    not ranked ballots.
    """
    table = preferred(ballots)
    against = (
        table - table.T if strength is Strength.MARGINS else strengths(table, strength)
    ).T.tolist()
    scores = [max(row[:place] + row[place + 1 :], default=0) for place, row in enumerate(against)]
    groups = by_worth([-score for score in scores])
    return count_in_places(
        ballots,
        rule="minimax",
        groups=groups,
        scores=scores,
        seats=seats,
        ties=ties,
        settings={"strength": strength, "unranked": Unranked.BELOW_RANKED},
        steps=comparisons(ballots, table, in_order(ballots, groups, ties)),
    )
