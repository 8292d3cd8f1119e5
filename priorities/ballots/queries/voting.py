"""A poll as its first page shows it: whether the reader may vote, what is still missing, and the
turnout.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from participation.electors.queries import entitlement_of
from participation.models import User
from priorities.ballots.permissions import may_cast_ballot
from priorities.ballots.queries.entitlement import what_is_missing
from priorities.ballots.queries.turnout import DayOfVoting, turnout_by_day
from priorities.engines.voting.definition import Definition
from priorities.polls.models import Poll
from priorities.polls.permissions import may_certify_poll, may_close_poll
from priorities.polls.queries.polls import opened_poll


@dataclass(frozen=True)
class PollNow:
    """A poll at a moment, for one reader."""

    definition: Definition
    is_open: bool
    may_vote: bool
    missing: str
    may_close: bool
    may_certify: bool
    turnout: list[DayOfVoting]


def poll_now(poll: Poll, user: User | AnonymousUser, at: datetime) -> PollNow:
    """The poll as this reader finds it. Imported polls had their vote elsewhere and have no page of
    this kind.
    """
    definition = opened_poll(poll.pk).definition
    is_open = poll.is_open and at < poll.closes_at
    missing = _missing(poll, user, definition) if is_open else ""
    return PollNow(
        definition=definition,
        is_open=is_open,
        may_vote=may_cast_ballot(user, poll, at) and not missing,
        missing=missing,
        may_close=may_close_poll(user, poll),
        may_certify=may_certify_poll(user, poll),
        turnout=turnout_by_day(poll, timezone.localdate(at)) if poll.is_open else [],
    )


def _missing(poll: Poll, user: User | AnonymousUser, definition: Definition) -> str:
    """What somebody who has signed in would still have to show, "" if nothing."""
    if not isinstance(user, User):
        return ""
    shown = entitlement_of(user, poll.round.council)
    if not shown.has_role:
        return (
            "Voting is for residents, people who use services, carers and front-line staff. "
            "Your role is another one."
        )
    return what_is_missing(
        definition, level=shown.level, area_code=shown.area.code if shown.area else None
    )
