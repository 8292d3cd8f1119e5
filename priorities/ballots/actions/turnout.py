"""Counting how many have voted so far."""

from datetime import date

from priorities.ballots.models import SealedBallot, Turnout
from priorities.polls.models import Poll


def count_turnout(*, poll: Poll, today: date) -> None:
    """Count again how many ballots a poll holds today; who cast them, and when, is not known."""
    ballots = SealedBallot.objects.filter(poll=poll).count()
    if poll.is_open:
        Turnout.objects.update_or_create(poll=poll, on=today, defaults={"ballots": ballots})
