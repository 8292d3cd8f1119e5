"""Adding a reason of the council's own, ending one, and taking one of the platform's again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.texts import Text, columns
from participation.models import Council, User
from priorities.moderation_reasons.models import LONGEST_REASON, CouncilReason
from priorities.moderation_reasons.permissions import may_set_reasons
from priorities.moderation_reasons.queries import reasons_of

MOST_OWN = 20  # that stand at one time: a reader chooses among all


class ReasonRefused(Refusal):
    """Why a reason cannot be added, ended or taken again, in words for the officer."""


@transaction.atomic
def add_reason(*, by: User, council: Council, words: Text, at: datetime) -> CouncilReason:
    """Publish a reason of the council's own; from a day later proposals may be hidden for it.
    Raises ReasonRefused.
    """
    require(may_set_reasons(by, council))
    now = _locked(council)
    words = words.stripped()
    if not words.english:
        raise ReasonRefused(_("Say it in English."), "words")
    if now.must_write_welsh and not words.welsh:
        raise ReasonRefused(_("Say it in Welsh too."), "words_cy")
    if max(len(words.english), len(words.welsh)) > LONGEST_REASON:
        raise ReasonRefused(_("Say it in fewer words."), "words")
    standing = [reason for reason in reasons_of(now) if reason.ended_at is None]
    if any(reason.words_en == words.english for reason in standing):
        raise ReasonRefused(_("There is this reason already."), "words")
    if sum(not reason.code for reason in standing) >= MOST_OWN:
        raise ReasonRefused(
            _("There are %(most)s reasons of your own. End one first.") % {"most": MOST_OWN}
        )

    reason = CouncilReason.objects.create(council=now, published_at=at, **columns(words=words))
    audit.record("moderation_reason_added", reason, by=by, details={"reason": reason.key}, at=at)
    events.record("priorities.moderation_reason_added", subject_id=reason.pk, actor_id=by.pk, at=at)
    return reason


@transaction.atomic
def end_reason(*, by: User, reason: CouncilReason, at: datetime) -> CouncilReason:
    """Let a reason stand no more; what was hidden for it stays hidden. Again changes nothing.
    Raises ReasonRefused where the law or somebody's safety asks for it.
    """
    require(may_set_reasons(by, reason.council))
    reason = _now(reason)
    if reason.always_stands:
        raise ReasonRefused(_("The law or somebody's safety asks for this reason. It stays."))
    if reason.ended_at is not None:
        return reason

    reason.ended_at = at
    reason.save()
    audit.record("moderation_reason_ended", reason, by=by, details={"reason": reason.key}, at=at)
    events.record("priorities.moderation_reason_ended", subject_id=reason.pk, actor_id=by.pk, at=at)
    return reason


@transaction.atomic
def take_reason_again(*, by: User, reason: CouncilReason, at: datetime) -> CouncilReason:
    """Publish anew a reason of the platform's that was ended; from a day later proposals may be
    hidden for it. Again changes nothing. Raises ReasonRefused.
    """
    require(may_set_reasons(by, reason.council))
    reason = _now(reason)
    if not reason.code:
        raise ReasonRefused(_("It was your own. Add it as a new reason."))
    if reason.ended_at is None:
        return reason

    again = CouncilReason.objects.create(council=reason.council, code=reason.code, published_at=at)
    details = {"reason": again.key}
    audit.record("moderation_reason_taken_again", again, by=by, details=details, at=at)
    events.record(
        "priorities.moderation_reason_taken_again", subject_id=again.pk, actor_id=by.pk, at=at
    )
    return again


def _locked(council: Council) -> Council:
    """The council as it is now; who changes its reasons at the same time waits."""
    return Council.objects.select_for_update().get(pk=council.pk)


def _now(reason: CouncilReason) -> CouncilReason:
    """The reason as it is now."""
    return next(each for each in reasons_of(_locked(reason.council)) if each.key == reason.key)
