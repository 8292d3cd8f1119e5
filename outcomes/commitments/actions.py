"""Promising something because of what people said, saying what was done, and saying whether it
worked.
"""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from outcomes.commitments.models import Commitment, Update, Verdict
from outcomes.commitments.permissions import may_give_verdict, may_make_commitment, may_post_update
from outcomes.findings.models import Finding
from outcomes.indicators.models import Indicator
from participation.models import Organisation, User


class CommitmentRefused(Refusal):
    """Why something cannot be promised like this, in words for who promises."""


class UpdateRefused(Refusal):
    """Why an update cannot be posted, in words for who posts it."""


class VerdictRefused(Exception):
    """Why a verdict cannot be taken, in words for who gives it."""


@transaction.atomic
def make_commitment(
    *,
    by: User,
    finding: Finding,
    title: str,
    owner: Organisation,
    partners: Collection[Organisation] = (),
    lead: User | None = None,
    budget_pence: int | None = None,
    due_on: date,
    is_trial: bool = False,
    indicator: Indicator | None = None,
    at: datetime,
) -> Commitment:
    """What will be done because of a finding, by whom with whom, and by when. Raises
    CommitmentRefused.
    """
    require(may_make_commitment(by, finding))
    council = finding.round.council
    if not title.strip():
        raise CommitmentRefused(_("Say what will be done."), "title")
    if due_on < localdate(at):
        raise CommitmentRefused(_("It must be due today or later."), "due_on")
    if any(
        named.council_id != council.pk
        for named in (owner, *partners, *([indicator] if indicator else ()))
    ):
        raise CommitmentRefused(
            _("Owner, partners and measure must be this council's own."), "owner"
        )
    if owner in partners:
        raise CommitmentRefused(_("The owner cannot be a partner too."), "partners")

    commitment = Commitment.objects.create(
        finding=finding,
        title=title.strip(),
        owner=owner,
        lead=lead,
        budget_pence=budget_pence,
        due_on=due_on,
        is_trial=is_trial,
        indicator=indicator,
        made_at=at,
        made_by=by,
    )
    commitment.partners.set(partners)
    audit.record("commitment_made", commitment, by=by, at=at)
    events.record("outcomes.commitment_made", subject_id=commitment.pk, actor_id=by.pk, at=at)
    return commitment


@transaction.atomic
def post_update(
    *, by: User, commitment: Commitment, kind: Update.Kind, text: str, at: datetime
) -> Update:
    """What was done, in the owner's words. Done is done, and only a trial is stopped. Raises
    UpdateRefused.
    """
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    require(may_post_update(by, commitment))
    if not text.strip():
        raise UpdateRefused(_("Say what was done."), "text")
    if kind is Update.Kind.STOPPED and not commitment.is_trial:
        raise UpdateRefused(
            _("Only a trial can be stopped. Say how far this is, or that it is done."), "kind"
        )

    if kind is Update.Kind.DONE:
        commitment.done_at = at
    if kind is Update.Kind.STOPPED:
        commitment.stopped_at = at
    commitment.save(update_fields=["done_at", "stopped_at"])
    update = Update.objects.create(
        commitment=commitment, kind=kind, text=text.strip(), posted_at=at, posted_by=by
    )
    audit.record("update_posted", commitment, by=by, details={"kind": kind}, at=at)
    events.record("outcomes.update_posted", subject_id=commitment.pk, actor_id=by.pk, at=at)
    return update


@transaction.atomic
def give_verdict(*, by: User, commitment: Commitment, kind: Verdict.Kind, at: datetime) -> Verdict:
    """Whether it worked, as somebody who lives with it says; a later verdict replaces their earlier
    one.
    """
    require(may_give_verdict(by, commitment))
    if kind not in Verdict.Kind.values:
        raise VerdictRefused(_("Choose one of the answers."))
    verdict, _is_new = Verdict.objects.update_or_create(
        commitment=commitment, resident=by, defaults={"kind": kind}
    )
    events.record(
        "outcomes.verdict_given", subject_id=commitment.pk, at=at
    )  # no actor: nobody need know who said it
    return verdict


def take_back_verdicts(*, user: User, keeps_proposals: bool, at: datetime) -> None:
    """Take back what somebody said of promises, as their account is deleted: whose it was could be
    told no more, and so nobody could correct it.
    """
    theirs = Verdict.objects.filter(resident=user)
    for commitment_id in list(theirs.values_list("commitment", flat=True)):
        events.record("outcomes.verdict_given", subject_id=commitment_id, at=at)
    theirs.delete()
