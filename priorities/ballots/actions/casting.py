"""Casting a ballot, and taking it out again, while voting is open by the database's own clock."""

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from uuid import UUID

import structlog
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from coopservices.keystore import KeyUnavailable
from coopservices.outbox import events
from coopservices.permissions import require
from participation.electors.queries import Voter, eligibility_key, is_genuine
from participation.engines.proofs import PROOFS, REGISTER
from participation.models import User
from priorities.ballots.actions import ballot_box
from priorities.ballots.actions.ballot_box import Sealed, Stored
from priorities.ballots.permissions import may_cast_ballot
from priorities.ballots.queries.held_ballot import HeldBallot, unsealed
from priorities.ballots.queries.identities import as_shown_now, what_is_missing_now
from priorities.engines.sealing.channels import WEB
from priorities.engines.sealing.receipts import SECRET_SIZE, receipt_index
from priorities.engines.sealing.seal import (
    MARK_SIZE,
    NONCE_SIZE,
    Payload,
    ballot_id,
    payload_of,
    pseudonym,
    seal,
)
from priorities.engines.voting.ballot_paper import check_choices
from priorities.listed_voters.queries import is_off_register
from priorities.polls.models import Poll
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import (
    DefinitionAltered,
    OpenedPoll,
    definition_altered,
    opened_poll,
    opened_poll_now,
)

log = structlog.get_logger(__name__)

_SECONDS_BETWEEN_EVENTS = 60


class BallotRefused(Exception):
    """Somebody may not vote in this poll yet; the message says what is missing."""


class VotingClosed(Exception):
    """Voting has ended, and nothing was stored."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Voting has closed. Nothing was stored. If you voted before it closed, that "
                "vote counts."
            )
        )


@sensitive_variables()
def cast_ballot(
    *,
    voter: Voter,
    poll: Poll | OpenedPoll,
    choices: Mapping[str, object],
    receipt_secret: bytes | None = None,
    channel: str = WEB,
    account: User | None = None,
) -> HeldBallot:
    """Seal somebody's choices and store them in the place of their last ballot; return what is now
    held, read back.

    `choices` maps question ids to choices. `receipt_secret` is 16 random bytes that the voter's
    browser drew; without them, or where they are somebody else's, they are drawn here. `channel` is
    sealed with the choices. `account` is that of whoever has signed in: an identity counts where it
    is connected today. There is no `at`: the database's clock decides. May not be called
    inside a transaction, as nobody is told that a vote is held before it is.

    Raises ChoiceRefused, BallotRefused, VotingClosed, and KeyUnavailable while the poll's key is
    not there, or its definition is not the one that it opened with. One row is written and nothing
    beside it; the event that follows apart names nobody and knows the day.
    """
    opened = opened_poll(poll.pk)
    checked = check_choices(opened.paper, choices)
    _admit(voter, opened, account)
    key = _key(opened)
    place = pseudonym(key, opened.pk, voter.elector)

    ward = voter.area_code or "" if opened.definition.areas else ""
    secret = receipt_secret or secrets.token_bytes(SECRET_SIZE)
    payload = payload_of(checked, secret, channel)
    try:
        stored = _store(key, opened, place, ward, payload)
    except VotingClosed:
        stored = _store(key, _extended(opened), place, ward, payload)

    _tell("priorities.ballot_cast", opened.pk, stored.on)
    return unsealed(key, opened, place, stored.nonce, stored.ciphertext)


def withdraw_ballot(*, voter: Voter, poll: Poll | OpenedPoll, account: User | None = None) -> bool:
    """Take somebody's ballot out again, and return whether there was one. Raises VotingClosed,
    KeyUnavailable.
    """
    opened = opened_poll(poll.pk)
    _admit(voter, opened, account)
    with transaction.atomic(durable=True):
        was = _taken_out(voter, opened)
    if was:
        _tell("priorities.ballot_withdrawn", opened.pk, was)
    return was is not None


def take_out_of(*, voter: Voter, opened: OpenedPoll) -> None:
    """The same in the caller's transaction, for somebody who need not be entitled any more. Raises
    VotingClosed, KeyUnavailable.
    """
    if was := _taken_out(voter, opened):
        _tell("priorities.ballot_withdrawn", opened.pk, was)


def _taken_out(voter: Voter, opened: OpenedPoll) -> date | None:
    place = pseudonym(_key(opened), opened.pk, voter.elector)
    was = ballot_box.take_out(poll=opened, pseudonym=place)
    if was is None and not ballot_box.is_open(poll=opened):
        return _taken_out(voter, _extended(opened))
    return was


def _extended(opened: OpenedPoll) -> OpenedPoll:
    """The poll with the later end that two people gave it since this process last looked. Raises
    VotingClosed where there is none, and what `voting_key` does.
    """
    now = opened_poll_now(opened.pk)
    if now.extension_mac == opened.extension_mac:
        raise _why_not(opened)
    voting_key(now)
    opened_poll.cache_clear()
    return now


def _key(opened: OpenedPoll) -> bytes:
    """The poll's key. Raises VotingClosed where it was destroyed with the vote, KeyUnavailable
    where it is missing.
    """
    try:
        return voting_key(opened)
    except DefinitionAltered:
        raise
    except KeyUnavailable as problem:
        if ballot_box.is_open(poll=opened):
            raise
        raise VotingClosed from problem


def _why_not(opened: OpenedPoll) -> VotingClosed | DefinitionAltered | BallotRefused:
    """Why the box took nothing."""
    now = opened_poll_now(opened.pk)
    if (now.frozen, now.mac) != (opened.frozen, opened.mac):
        return definition_altered(opened.pk)
    if ballot_box.is_open(poll=opened):
        return BallotRefused(
            _(
                "You have already voted here from another ward. In this vote your ward stays that "
                "of your first ballot, which counts as it is."
            )
        )
    return VotingClosed()


def _admit(voter: Voter, opened: OpenedPoll, account: User | None) -> None:
    """Let an elector of this council vote who has shown what the poll asks for, and whom we
    registered. Raises BallotRefused, PermissionDenied and KeyUnavailable.
    """
    if not is_genuine(eligibility_key(voter.council_id), voter):
        log.critical("elector_forged", poll=str(opened.pk))
        raise BallotRefused(_("We could not find your right to vote. Please tell the council."))
    voter = as_shown_now(voter, account, opened)
    if missing := what_is_missing_now(opened, voter, account):
        raise BallotRefused(missing)
    if is_off_register(voter, opened.definition):
        raise BallotRefused(PROOFS[REGISTER].missing)
    require(voter.poll in (None, opened.pk) and may_cast_ballot(voter, opened))


@sensitive_variables()
def _store(key: bytes, poll: OpenedPoll, place: bytes, ward: str, payload: Payload) -> Stored:
    try:
        return _put(key, poll, place, ward, payload)
    except IntegrityError:  # another ballot has this receipt: two voters must never share a code
        payload["r"] = secrets.token_hex(SECRET_SIZE)
        return _put(key, poll, place, ward, payload)


@sensitive_variables()
def _put(key: bytes, poll: OpenedPoll, place: bytes, ward: str, payload: Payload) -> Stored:
    nonce, secret = secrets.token_bytes(NONCE_SIZE), bytes.fromhex(payload["r"])
    ciphertext = seal(key, poll.pk, place, payload, nonce)
    name = ballot_id(key, poll.pk, place, ward, secrets.token_bytes(16 - MARK_SIZE))
    ballot = Sealed(name, place, receipt_index(key, poll.pk, secret), nonce, ciphertext)
    stored = ballot_box.put(poll=poll, ballot=ballot)
    if stored is None:
        raise _why_not(poll)
    return stored


def _tell(event: str, poll: UUID, on: date) -> None:
    """Record the event apart from the ballot, once a minute at most; it knows the day and not the
    moment.

    The turnout is counted from the ballot box itself, and by beat as well: one event in a minute
    says as much as many.
    """
    if caches["local"].add(f"{event}:{poll}", True, _SECONDS_BETWEEN_EVENTS):
        events.record(event, subject_id=poll, at=datetime.combine(on, time(), UTC))
