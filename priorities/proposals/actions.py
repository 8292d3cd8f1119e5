"""Writing a proposal: started as its author's draft, kept at every step, and published when the
author says so.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopservices.languages import listed
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.models import Area, Role, Service, User
from priorities.proposals.models import LONGEST, Proposal, ProposalVersion
from priorities.proposals.permissions import (
    may_change_proposal,
    may_edit_proposal,
    may_propose,
    may_publish_proposal,
    may_withdraw_proposal,
    roles_to_propose_in,
)
from priorities.rounds.models import Round

MOST_AN_HOUR, MOST_A_DAY = 5, 10  # proposals that one account publishes
MOST_VERSIONS = 20
NEEDED = ("title", "problem", "idea")
AN_HOUR = timedelta(hours=1)
TOO_LONG = {
    "title": gettext_lazy("Make the title shorter."),
    "problem": gettext_lazy("Make the problem shorter."),
    "idea": gettext_lazy("Make the idea shorter."),
    "benefit": gettext_lazy("Make the benefit shorter."),
}


class ProposalRefused(Refusal):
    """Why a proposal cannot be kept or published, in words for its author."""


class Words(TypedDict, total=False):
    """What an author may write and choose; what is left out stays as it is."""

    title: str
    problem: str
    idea: str
    benefit: str
    cost_pence: int | None
    area: Area | None
    service: Service | None
    author_role: Role
    is_author_named: bool


@transaction.atomic
def start_proposal(*, by: User, round: Round, at: datetime) -> Proposal:  # noqa: A002 (a round is a round)
    """The author's draft in this round: the one left unfinished, or a new one. Where they work is
    theirs to say: it could tell who they are.
    """
    require(may_propose(by, round, at))
    if unfinished := Proposal.objects.drafts_of(by).filter(round=round).order_by("pk").first():
        return unfinished

    role = roles_to_propose_in(by, round.council)[0]
    return Proposal.objects.create(
        round=round, author=by, author_role=role, started_at=at, saved_at=at
    )


@transaction.atomic
def write_proposal(*, by: User, proposal: Proposal, words: Words, at: datetime) -> Proposal:
    """Keep what the author has written so far, finished or not. Raises ProposalRefused for what is
    not theirs.
    """
    require(may_edit_proposal(by, proposal, at))
    if any(
        place is not None and place.council_id != proposal.round.council_id
        for place in _places(words)
    ):
        raise ProposalRefused(_("Choose a place of this council."))
    if words.get("author_role", proposal.author_role) not in roles_to_propose_in(
        by, proposal.round.council
    ):
        raise ProposalRefused(
            _("You can only speak as what you are to these services."), "author_role"
        )
    if too_long := _too_long(words):
        raise ProposalRefused(str(TOO_LONG[too_long]), too_long)

    for name, value in words.items():
        setattr(proposal, name, value)
    proposal.saved_at = at
    proposal.save(update_fields=[*words, "saved_at"])
    return proposal


@transaction.atomic
def publish_proposal(*, by: User, proposal: Proposal, at: datetime) -> Proposal:
    """Show the proposal to everybody. Doing it again changes nothing."""
    if proposal.author_id == by.pk and proposal.is_published:
        return proposal
    require(may_publish_proposal(by, proposal, at))
    if missing := proposal.missing:
        raise ProposalRefused(
            _("Before you publish it, say %(missing)s.") % {"missing": listed(missing)}
        )
    if proposal.is_author_named and not by.name:
        raise ProposalRefused(_("Give your name first, or choose not to be named."))

    if refusal := _too_many_by(by, at):
        raise ProposalRefused(refusal)

    proposal.published_on, proposal.saved_at = localdate(at), at
    proposal.save(update_fields=["published_on", "saved_at"])
    events.record(
        "priorities.proposal_published", subject_id=proposal.pk, at=at
    )  # no actor: the author chose
    return proposal


@transaction.atomic
def change_proposal(
    *, by: User, proposal: Proposal, texts: Mapping[str, str], at: datetime
) -> Proposal:
    """Change the texts of a published proposal. What they were stays to be read, with the day. The
    same texts change nothing. Raises ProposalRefused.
    """
    proposal = _locked(proposal)
    require(may_change_proposal(by, proposal, at))
    before = proposal.texts
    after = {name: texts.get(name, text).strip() for name, text in before.items()}
    if too_long := next((name for name, text in after.items() if len(text) > LONGEST[name]), None):
        raise ProposalRefused(str(TOO_LONG[too_long]), too_long)
    if missing := next((name for name in NEEDED if not after[name]), None):
        raise ProposalRefused(_("Leave something here: everybody reads it already."), missing)
    if after == before:
        return proposal
    if proposal.versions.count() >= MOST_VERSIONS:
        raise ProposalRefused(
            _("You have changed it %(most)s times, the most that is possible.")
            % {"most": MOST_VERSIONS}
        )

    ProposalVersion.objects.create(
        proposal=proposal,
        number=proposal.versions.count() + 1,
        replaced_on=localdate(at),
        **before,
    )
    for name, text in after.items():
        setattr(proposal, name, text)
    proposal.save(update_fields=list(after))
    events.record("priorities.proposal_changed", subject_id=proposal.pk, at=at)  # no actor
    return proposal


@transaction.atomic
def withdraw_proposal(*, by: User, proposal: Proposal, at: datetime) -> Proposal:
    """Take a published proposal back, for good: nobody else reads it any more, and its address says
    that its author has withdrawn it. Doing it again changes nothing.
    """
    proposal = _locked(proposal)
    if proposal.author_id == by.pk and proposal.is_withdrawn:
        return proposal
    require(may_withdraw_proposal(by, proposal))
    proposal.withdrawn_on = localdate(at)
    proposal.save(update_fields=["withdrawn_on"])
    events.record("priorities.proposal_withdrawn", subject_id=proposal.pk, at=at)  # no actor
    return proposal


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("round__council")
    return rows.get(pk=proposal.pk)


def _too_many_by(author: User, at: datetime) -> str:
    """Why this account publishes no more just now; "" if it may. Nobody else's tries count."""
    today = Proposal.objects.filter(author=author, published_on=localdate(at))
    if today.count() >= MOST_A_DAY:
        return _(
            "You have published %(most)s proposals today, the most that one person may. Your draft "
            "is kept: publish it tomorrow."
        ) % {"most": MOST_A_DAY}
    if today.filter(saved_at__gt=at - AN_HOUR).count() >= MOST_AN_HOUR:
        return _(
            "You have published %(most)s proposals within an hour, the most that one person may. "
            "Your draft is kept: publish it in an hour."
        ) % {"most": MOST_AN_HOUR}
    return ""


def _places(words: Words) -> tuple[Area | None, Service | None]:
    return words.get("area"), words.get("service")


def _too_long(words: Words) -> str | None:
    """The first thing written that is longer than there is room for."""
    return next(
        (name for name, longest in LONGEST.items() if len(str(words.get(name, ""))) > longest), None
    )


def hide_proposal(*, proposal: Proposal, at: datetime) -> None:
    """Hide it from everybody but its author: a part of a moderator's decision."""
    proposal.hidden_at = at
    proposal.save(update_fields=["hidden_at"])


def show_proposal(*, proposal: Proposal) -> None:
    """Let everybody see it again: a part of answering an appeal."""
    proposal.hidden_at = None
    proposal.save(update_fields=["hidden_at"])


def part_with_proposals(*, user: User, keeps_proposals: bool, at: datetime) -> None:
    """What becomes of somebody's proposals when their account is deleted: drafts go. What they
    published stays without a name or goes too, as they chose; what stands on a ballot or in what
    people said stays in either case, as that must not change.
    """
    theirs = Proposal.objects.filter(author=user)
    theirs.filter(published_on=None).delete()
    if not keeps_proposals:
        free = theirs.filter(options=None, left_off=None, findings=None)
        Proposal.objects.filter(pk__in=list(free.values_list("pk", flat=True))).delete()
        theirs.update(is_author_named=False)
