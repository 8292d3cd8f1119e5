"""What becomes of somebody's ballots when their account is deleted."""

from datetime import datetime

import structlog

from participation.electors.queries import (
    Voter,
    account_entry,
    eligibility_key,
    is_genuine,
    mailbox_entries,
    voter_led_to,
)
from participation.models import Council, User
from priorities.ballots.actions.casting import VotingClosed, take_out_of
from priorities.polls.models import Poll
from priorities.polls.queries.polls import opened_poll_of

log = structlog.get_logger(__name__)


def withdraw_all_ballots(*, user: User, keeps_proposals: bool, at: datetime) -> None:
    """Withdraw a person's ballots from every vote that is open, in the caller's transaction: who
    deletes an account and makes another has no second vote. Their elector stays.

    What was cast on paper, or with a code without signing in, is nobody's account. Raises
    KeyUnavailable while a key is missing; nothing is withdrawn then.
    """
    for council in Council.objects.order_by("pk"):
        open_polls = Poll.objects.filter(round__council=council).open().order_by("pk")
        voters = _voters(user, council.pk) if open_polls else []
        for poll in open_polls:
            for voter in voters:
                _take_out(voter, poll)


def _take_out(voter: Voter, poll: Poll) -> None:
    try:
        take_out_of(voter=voter, opened=opened_poll_of(poll))
    except VotingClosed:
        log.info("ballot_stays", poll=str(poll.pk))  # it closed a moment ago, and counts


def _voters(user: User, council_id: int) -> list[Voter]:
    """The electors to whom the account or its mailboxes lead, as far as we made them."""
    key = eligibility_key(council_id)
    entries = [account_entry(key, user), *mailbox_entries(key, user)]
    led_to = {voter.elector: voter for each in entries if (voter := voter_led_to(council_id, each))}
    return [voter for voter in led_to.values() if is_genuine(key, voter)]
