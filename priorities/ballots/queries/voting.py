"""A poll as its first page shows it: whether the reader may vote, what is still missing, and the
turnout.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from coopservices.keystore import KeyUnavailable
from coopservices.sentences import Sentence, sentence
from participation.council_sign_in.models import CouncilSignIn
from participation.electors.queries import Entitlement, Voter, entitlement_of, voter_of
from participation.engines.constituencies import CONSTITUENCIES
from participation.engines.proofs import IDENTITY, PROOFS, REGISTER
from participation.models import User
from priorities.ballots.permissions import may_cast_ballot
from priorities.ballots.queries.held_ballot import is_held
from priorities.ballots.queries.identities import (
    sign_in_for,
    what_is_missing_now,
    why_no_identity,
)
from priorities.ballots.queries.turnout import DayOfVoting, turnout_by_day
from priorities.engines.voting.definition import Definition
from priorities.engines.voting.entitlement import Way, ways_to_show
from priorities.listed_voters.queries import is_off_register
from priorities.polls.models import LeftOff, Poll
from priorities.polls.permissions import may_certify_poll, may_close_poll
from priorities.polls.queries.left_off import left_off
from priorities.polls.queries.polls import OpenedPoll, opened_poll_of
from priorities.voting_codes.queries import Holder

_OF_NO_ACCOUNT = (Way.CODE, Way.REGISTER)


@dataclass(frozen=True)
class PollNow:
    """A poll at a moment, for one reader. `sign_in` is where they can show who they are, which
    comes before they choose; None where it is not asked for, or they have.
    """

    definition: Definition
    certified_from: datetime
    is_open: bool
    may_vote: bool
    has_ballot: bool
    missing: Sentence | str
    ways: list[Way]
    asks_where: bool
    sign_in: CouncilSignIn | None
    may_close: bool
    may_certify: bool
    turnout: list[DayOfVoting]
    left_off: list[LeftOff]
    counted_among: Sentence | str

    @property
    def is_identity_first(self) -> bool:
        """Whether nothing but an identity is left to show, so that nobody chooses before."""
        return self.sign_in is not None and self.ways == [Way.IDENTITY]


def poll_now(
    poll: Poll, user: User | AnonymousUser, at: datetime, *, holder: Holder | None = None
) -> PollNow:
    """The poll as this reader finds it, who may have come in without an account. Imported polls had
    their vote elsewhere and have no page of this kind.
    """
    opened = opened_poll_of(poll)
    is_open = poll.is_open and at < min(poll.closes_at, opened.closes_at)
    account = user if is_open and isinstance(user, User) else None
    shown = entitlement_of(account, poll.round.council) if account else None
    no_identity = why_no_identity(opened, account) if is_open else ""
    if shown and no_identity:
        shown = shown._replace(proofs=shown.proofs - {IDENTITY})
    may_vote = is_open and (
        _may_by_code(holder, opened) or _is_entitled(shown, opened) or _is_listed(user, opened)
    )
    ways = _ways(shown, opened.definition)
    if no_identity:
        ways = [way for way in ways if way is not Way.IDENTITY]
    return PollNow(
        definition=opened.definition,
        certified_from=opened.challenges_end_at,
        is_open=is_open,
        may_vote=may_vote,
        has_ballot=may_vote and _has_ballot(holder, user, opened),
        missing=_missing(shown, opened, account) if shown else _missing_by_code(holder, opened),
        ways=ways,
        asks_where=PROOFS["email"].asks not in opened.definition.proofs_asked,
        sign_in=sign_in_for(opened) if Way.IDENTITY in ways and not may_vote else None,
        may_close=poll.is_open and may_close_poll(user, poll),
        may_certify=may_certify_poll(user, poll),
        turnout=turnout_by_day(poll, timezone.localdate(at)) if poll.is_open else [],
        left_off=list(left_off(poll)),
        counted_among=_counted_among(shown, opened.definition) if shown else "",
    )


def _has_ballot(holder: Holder | None, user: User | AnonymousUser, opened: OpenedPoll) -> bool:
    """Whether a ballot of theirs is held; False too while the key is away, as nobody knows."""
    try:
        voter = holder.voter if holder else _voter(user, opened)
        return voter is not None and is_held(voter, opened)
    except KeyUnavailable:
        return False


def _voter(user: User | AnonymousUser, opened: OpenedPoll) -> Voter | None:
    return voter_of(user, opened.council_id) if isinstance(user, User) else None


def _is_entitled(shown: Entitlement | None, opened: OpenedPoll) -> bool:
    return shown is not None and shown.has_role and may_cast_ballot(shown, opened)


def _is_listed(user: User | AnonymousUser, opened: OpenedPoll) -> bool:
    """Whether somebody who has signed in has shown here before that they stand on a register; False
    too while the key is away.
    """
    if not any(REGISTER in asked for asked in opened.definition.proofs_asked):
        return False
    try:
        voter = _voter(user, opened)
        may_cast = voter is not None and may_cast_ballot(voter, opened)
        return may_cast and voter is not None and not is_off_register(voter, opened.definition)
    except KeyUnavailable:
        return False


def _may_by_code(holder: Holder | None, opened: OpenedPoll) -> bool:
    """Whether a code lets its holder vote; a test code always goes all the way."""
    return holder is not None and (holder.is_test or may_cast_ballot(holder.voter, opened))


def _missing_by_code(holder: Holder | None, opened: OpenedPoll) -> Sentence | str:
    """Why the holder of a code, or a stranger, cannot vote; "" if the one may, and the other can
    still show something.
    """
    voter = holder.voter if holder else None
    if voter is None:
        return why_no_identity(opened, None)
    return what_is_missing_now(opened, voter, None)


def _ways(shown: Entitlement | None, definition: Definition) -> list[Way]:
    """What a stranger, or somebody who has signed in, can still show inside the booth."""
    ways = ways_to_show(definition, shown)
    may_show_more = shown is None or (shown.has_role and _is_of(shown, definition))
    return ways if may_show_more else [way for way in ways if way in _OF_NO_ACCOUNT]


def _is_of(shown: Entitlement, definition: Definition) -> bool:
    """Whether theirs is a constituency of the poll; any is, if it names none."""
    return not definition.constituencies or shown.constituency in definition.constituencies


def _counted_among(shown: Entitlement, definition: Definition) -> Sentence | str:
    """The constituency that the reader's ballot would be counted in, "" if in none."""
    is_theirs = shown.constituency in definition.constituencies
    return CONSTITUENCIES[shown.constituency].label if is_theirs else ""


def _missing(shown: Entitlement, opened: OpenedPoll, account: User | None) -> Sentence | str:
    """What somebody who has signed in would still have to show, "" if nothing."""
    if not shown.has_role:
        return sentence(
            "Voting is for residents, people who use services, carers and front-line staff. "
            "Your role is another one."
        )
    return what_is_missing_now(opened, shown, account)
