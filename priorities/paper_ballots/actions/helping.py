"""Helping somebody at a desk to vote: one ballot, and no trace of whose it is or what it says."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from coopservices import audit
from coopservices.languages import say
from coopservices.permissions import require
from participation.electors.actions import PersonAtDesk, RegistrationRefused, identify_at_desk
from participation.electors.queries import voter_known_as
from participation.models import User
from priorities.ballots.actions.casting import BallotRefused, cast_ballot
from priorities.ballots.permissions import may_cast_ballot
from priorities.ballots.queries.held_ballot import HeldBallot
from priorities.engines.sealing.channels import ASSISTED
from priorities.engines.sealing.paper import seal_holder, unseal_holder
from priorities.engines.sealing.seal import NONCE_SIZE, SealBroken
from priorities.engines.voting.entitlement import what_is_missing
from priorities.paper_ballots.actions.issuing import PaperRefused
from priorities.paper_ballots.models import HelpedVote
from priorities.paper_ballots.permissions import may_help_to_vote
from priorities.paper_ballots.queries.papers import what_is_amiss
from priorities.polls.models import Poll
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import opened_poll


@sensitive_variables("person")
@transaction.atomic
def help_to_vote(
    *, by: User, poll: Poll, person: PersonAtDesk, at: datetime
) -> tuple[HelpedVote, str]:
    """Begin to help somebody who shows who they are, and return the help with an envelope that
    holds whose vote it is: it travels with the pages and is stored nowhere.

    What is kept, and what the audit tells, is who helped, in which vote, on which day. Raises
    PaperRefused, KeyUnavailable.
    """
    require(may_help_to_vote(by, poll))
    if not poll.is_open:
        raise PaperRefused(_("Voting has ended."))
    opened = opened_poll(poll.pk)
    try:
        voter = identify_at_desk(by=by, council=poll.round.council, person=person)
    except RegistrationRefused as refusal:
        raise PaperRefused(str(refusal), "email") from refusal
    if not may_cast_ballot(voter, opened):
        if not opened.definition.takes_papers:
            raise PaperRefused(
                _(
                    "What somebody shows at a desk is not enough for this vote. If they have a "
                    "code, or an account of their own, vote with that on this computer."
                )
            )
        missing = what_is_missing(
            opened.definition, voter.proofs, voter.area_code, voter.constituency
        )
        raise PaperRefused(say(missing), what_is_amiss(opened, voter))

    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    begun = HelpedVote.objects.create(poll=poll, helper=by, on=day.date())
    nonce = secrets.token_bytes(NONCE_SIZE)
    sealed = seal_holder(voting_key(opened), _place(begun), voter.elector, nonce)
    audit.record("vote_helped", poll, by=by, at=day)
    return begun, (nonce + sealed).hex()


@sensitive_variables()
def cast_helped_ballot(
    *, by: User, helped: HelpedVote, envelope: str, choices: Mapping[str, object], at: datetime
) -> HeldBallot:
    """Cast the one ballot that somebody is helped with, and end the help: whoever goes back in the
    browser finds nothing. May not be called inside a transaction.

    Raises PaperRefused, ChoiceRefused, BallotRefused, VotingClosed, KeyUnavailable.
    """
    elector = elector_helped(by=by, helped=helped, envelope=envelope, at=at)
    if not HelpedVote.objects.filter(pk=helped.pk, is_over=False).update(is_over=True):
        raise PaperRefused(_it_is_over())
    voter = voter_known_as(elector, helped.poll.council_id)
    if voter is None:
        raise BallotRefused(_("We could not find their right to vote. Please tell the council."))
    opened = opened_poll(helped.poll_id)
    return cast_ballot(voter=voter, poll=opened, choices=choices, channel=ASSISTED)


def elector_helped(*, by: User, helped: HelpedVote, envelope: str, at: datetime) -> UUID:
    """Whose vote it is, for the one who helps, on the day and until it is cast. Raises
    PaperRefused.
    """
    require(helped.helper_id == by.pk and may_help_to_vote(by, helped.poll))
    if helped.is_over or helped.on != timezone.localdate(at):
        raise PaperRefused(_it_is_over())
    try:
        sent = bytes.fromhex(envelope)
        key = voting_key(opened_poll(helped.poll_id))
        return unseal_holder(key, _place(helped), sent[:NONCE_SIZE], sent[NONCE_SIZE:])
    except (ValueError, SealBroken) as problem:
        raise PaperRefused(_it_is_over()) from problem


def _place(helped: HelpedVote) -> bytes:
    """Where the envelope opens, and nowhere else."""
    return helped.poll_id.bytes + helped.pk.bytes


def _it_is_over() -> str:
    return _("This help is over, and nothing of it is kept. Begin again to help somebody.")
