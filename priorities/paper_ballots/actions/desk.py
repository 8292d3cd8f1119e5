"""Handing a ballot paper to somebody at a desk who has shown who they are, and taking one back."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from coopservices import audit
from coopservices.languages import say
from coopservices.permissions import require
from participation.electors.actions import PersonAtDesk, RegistrationRefused, identify_at_desk
from participation.electors.queries import Voter
from participation.models import User
from priorities.ballots.permissions import may_cast_ballot
from priorities.engines.sealing.paper import holder, place_of, seal_holder
from priorities.engines.sealing.seal import NONCE_SIZE
from priorities.engines.voting.entitlement import what_is_missing
from priorities.engines.voting_codes import CodeUnreadable
from priorities.paper_ballots.actions.issuing import PaperRefused, open_poll_alone
from priorities.paper_ballots.models import PaperBallot
from priorities.paper_ballots.permissions import may_hand_out_papers
from priorities.paper_ballots.queries.papers import serial_of, what_is_amiss
from priorities.polls.queries.keys import voting_key
from priorities.polls.queries.polls import opened_poll
from priorities.voting_codes.actions.codes import CodeUnknown, redeem_code
from priorities.voting_codes.queries import voter_of_code

State = PaperBallot.State


@sensitive_variables("person")
@transaction.atomic
def hand_out_paper(
    *, by: User, paper: PaperBallot, person: PersonAtDesk, at: datetime
) -> PaperBallot:
    """Give a paper to the one elector that somebody is, who holds no other. What they showed is not
    stored. Raises PaperRefused, KeyUnavailable.
    """
    paper = _paper_to_give(by=by, paper=paper)
    try:
        voter = identify_at_desk(by=by, council=paper.batch.poll.round.council, person=person)
    except RegistrationRefused as refusal:
        raise PaperRefused(str(refusal), "email") from refusal
    return _give(by=by, paper=paper, voter=voter, at=at)


@sensitive_variables("code")
@transaction.atomic
def hand_out_paper_for_code(
    *, by: User, paper: PaperBallot, code: str, at: datetime
) -> PaperBallot:
    """Give a paper to whoever brings a letter with a code, and holds no other for it. The paper is
    the code's: if it comes back, it counts in the place of what was cast online with the code.
    Raises PaperRefused, KeyUnavailable.
    """
    paper = _paper_to_give(by=by, paper=paper)
    poll = paper.batch.poll
    try:
        redeemed = redeem_code(council=poll.round.council, typed=code, poll=poll.pk, at=at)
    except (CodeUnreadable, CodeUnknown) as refusal:
        raise PaperRefused(say(refusal), "code") from refusal
    voter = voter_of_code(redeemed.code, poll.round.council_id)
    if voter is None:
        raise PaperRefused(_("This is a test code. No paper is given for it."), "code")
    return _give(by=by, paper=paper, voter=voter, at=at)


def _paper_to_give(*, by: User, paper: PaperBallot) -> PaperBallot:
    """The paper as it is now, in a poll that nobody closes meanwhile, if it is to be given."""
    poll = open_poll_alone(poll=paper.batch.poll)
    require(may_hand_out_papers(by, poll))
    paper = locked_paper(paper=paper)
    if not paper.batch.is_identified:
        raise PaperRefused(
            _("This is a slip for an event. It belongs to nobody, and is not handed out here."),
            "serial",
        )
    if paper.state != State.PRINTED:
        raise PaperRefused(_("This paper was handed out already. Take another."), "serial")
    return paper


def _give(*, by: User, paper: PaperBallot, voter: Voter, at: datetime) -> PaperBallot:
    """Let a paper be an elector's, who may vote and holds no other."""
    poll = paper.batch.poll
    opened = opened_poll(poll.pk)
    key = voting_key(opened)
    if not may_cast_ballot(voter, opened):
        missing = what_is_missing(
            opened.definition, voter.proofs, voter.area_code, voter.constituency
        )
        raise PaperRefused(say(missing), what_is_amiss(opened, voter))
    theirs = holder(key, voter.elector)
    if held := PaperBallot.objects.select_related("batch").filter(holder=theirs).first():
        words = _(
            "This person has paper %(serial)s already. If they spoiled or lost it, take it back "
            "first."
        )
        raise PaperRefused(words % {"serial": serial_of(key, held)})

    nonce = secrets.token_bytes(NONCE_SIZE)
    sealed = seal_holder(key, place_of(poll.pk, paper.which), voter.elector, nonce)
    paper.state, paper.handed_by, paper.holder = State.HANDED, by, theirs
    paper.holder_nonce, paper.holder_sealed = nonce, sealed
    paper.save()
    audit.record("paper_handed_out", paper, by=by, at=at)
    return paper


@transaction.atomic
def take_back_paper(*, by: User, paper: PaperBallot, at: datetime) -> PaperBallot:
    """Spoil a paper that was handed out, so that its holder may get another. Raises
    PaperRefused.
    """
    require(may_hand_out_papers(by, paper.batch.poll))
    open_poll_alone(poll=paper.batch.poll)
    paper = locked_paper(paper=paper)
    if paper.state != State.HANDED:
        raise PaperRefused(_("Only a paper that was handed out and not typed in can be replaced."))
    paper.state, paper.spoiled_because = State.SPOILED, PaperBallot.Spoiled.REPLACED
    paper.holder = paper.holder_nonce = paper.holder_sealed = None
    paper.save()
    audit.record("paper_taken_back", paper, by=by, at=at)
    return paper


def locked_paper(*, paper: PaperBallot) -> PaperBallot:
    """The paper as it is now, which nobody else touches until the transaction ends."""
    papers = PaperBallot.objects.select_for_update(of=("self",))
    return papers.select_related("batch__poll__round__council").get(pk=paper.pk)
