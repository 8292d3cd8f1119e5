"""Single choice: each voter marks one option, and the most marked win."""

from dataclasses import replace

from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.count import Count
from priorities.engines.counting.scored.by_score import count_by_score, margin_of_votes
from priorities.engines.counting.ties import TieOrder


def count_single(ballots: Ballots, *, ties: TieOrder, seats: int = 1) -> Count:
    """Return the plurality count with its margin.

    With more seats it is the single non-transferable vote. Raises BallotsFaulty unless the ballots
    are single-choice ones.
    """
    ballots.expect(Kind.SINGLE)
    count = count_by_score(ballots, rule="single", scores=ballots.votes, seats=seats, ties=ties)
    return replace(count, margins=margin_of_votes(ballots, count, ties))
