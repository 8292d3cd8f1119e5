"""Approval voting: each voter approves any number of options, and the most approved win."""

from dataclasses import replace

from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.count import Count
from priorities.engines.counting.scored.by_score import count_by_score, margin_of_votes
from priorities.engines.counting.ties import TieOrder


def count_approval(ballots: Ballots, *, ties: TieOrder, seats: int = 1) -> Count:
    """Return the approval count (Brams and Fishburn, Approval Voting, 1978) with its margin.

    The margin says how many ballots would have had to change for the first loser to replace the
    last winner. Raises BallotsFaulty unless the ballots are approval ones.
    """
    ballots.expect(Kind.APPROVAL)
    count = count_by_score(ballots, rule="approval", scores=ballots.votes, seats=seats, ties=ties)
    return replace(count, margins=margin_of_votes(ballots, count, ties))
