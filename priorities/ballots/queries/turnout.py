"""How many have voted so far, by day, never in steps that would show one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from priorities.ballots.models import Turnout
from priorities.polls.models import Poll


@dataclass(frozen=True)
class DayOfVoting:
    """How many ballots a poll held when a day ended."""

    on: date
    ballots: int


def turnout_by_day(poll: Poll, today: date) -> list[DayOfVoting]:
    """The days that are over, the ballots held at their end; never a step of fewer than the
    smallest group.
    """
    return days_shown(Turnout.objects.filter(poll=poll, on__lt=today), poll.smallest_group)


def days_shown(days: Iterable[Turnout], smallest_group: int) -> list[DayOfVoting]:
    """Of the days of one poll, in order, those that may be shown. Asks no database when they are
    already loaded.
    """
    shown: list[DayOfVoting] = []
    for row in days:
        before = shown[-1].ballots if shown else 0
        if abs(row.ballots - before) >= smallest_group and row.ballots >= smallest_group:
            shown.append(DayOfVoting(row.on, row.ballots))
    return shown
