"""A poll as its first page shows it: whether the reader may vote, what is still missing, and the
turnout.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from coopservices.sentences import Sentence, sentence
from participation.electors.queries import Entitlement, entitlement_of
from participation.models import User
from priorities.ballots.permissions import may_cast_ballot
from priorities.ballots.queries.turnout import DayOfVoting, turnout_by_day
from priorities.engines.voting.definition import Definition
from priorities.engines.voting.entitlement import what_is_missing
from priorities.polls.models import LeftOff, Poll
from priorities.polls.permissions import may_certify_poll, may_close_poll
from priorities.polls.queries.left_off import left_off
from priorities.polls.queries.polls import opened_poll


@dataclass(frozen=True)
class PollNow:
    """A poll at a moment, for one reader."""

    definition: Definition
    is_open: bool
    may_vote: bool
    missing: Sentence | str
    may_close: bool
    may_certify: bool
    turnout: list[DayOfVoting]
    left_off: list[LeftOff]


def poll_now(poll: Poll, user: User | AnonymousUser, at: datetime) -> PollNow:
    """The poll as this reader finds it. Imported polls had their vote elsewhere and have no page of
    this kind.
    """
    opened = opened_poll(poll.pk)
    is_open = poll.is_open and at < min(poll.closes_at, opened.definition.closes_at)
    shown = entitlement_of(user, poll.round.council) if is_open and isinstance(user, User) else None
    return PollNow(
        definition=opened.definition,
        is_open=is_open,
        may_vote=shown is not None and shown.has_role and may_cast_ballot(shown, opened),
        missing=_missing(shown, opened.definition) if shown else "",
        may_close=poll.is_open and may_close_poll(user, poll),
        may_certify=may_certify_poll(user, poll),
        turnout=turnout_by_day(poll, timezone.localdate(at)) if poll.is_open else [],
        left_off=list(left_off(poll)),
    )


def _missing(shown: Entitlement, definition: Definition) -> Sentence | str:
    """What somebody who has signed in would still have to show, "" if nothing."""
    if not shown.has_role:
        return sentence(
            "Voting is for residents, people who use services, carers and front-line staff. "
            "Your role is another one."
        )
    return what_is_missing(definition, shown.proofs, shown.area_code)
