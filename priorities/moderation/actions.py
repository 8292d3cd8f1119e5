"""Reporting a proposal, hiding it or leaving it, and appeals."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopservices import audit, mail
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.councils.queries import languages_of, page_at
from participation.models import User
from priorities.moderation.models import LONGEST, ModerationDecision, Report
from priorities.moderation.permissions import (
    may_answer_appeal,
    may_appeal,
    may_moderate,
    may_report,
)
from priorities.moderation_reasons.queries import usable_reasons
from priorities.proposals.actions import hide_proposal, show_proposal
from priorities.proposals.models import Proposal

MOST_A_DAY = 10  # reports by one account: more is no reader's day
A_DAY = timedelta(days=1)


class ModerationRefused(Refusal):
    """Why this cannot be reported, decided or appealed like this, in words for who tried."""


@transaction.atomic
def report_proposal(
    *, by: User, proposal: Proposal, reason: str, words: str = "", at: datetime
) -> Report:
    """Tell moderators what is wrong with a proposal. Again changes nothing while they have not
    looked. Reports alone never hide anything, however many. Raises ModerationRefused.
    """
    require(may_report(by, proposal))
    found = usable_reasons(proposal.round.council, at).get(reason)
    if found is None:
        raise ModerationRefused(_("Choose what is wrong."), "reason")
    if len(words) > LONGEST:
        raise ModerationRefused(_("Say it in fewer words."), "words")
    waiting = proposal.reports.waiting().filter(reported_by=by).first()
    if waiting:
        return waiting
    if Report.objects.filter(reported_by=by, reported_at__gt=at - A_DAY).count() >= MOST_A_DAY:
        raise ModerationRefused(
            _("You have reported %(most)s proposals today. Go on tomorrow.") % {"most": MOST_A_DAY}
        )

    report = Report.objects.create(
        proposal=proposal,
        reported_by=by,
        reason=found.code,
        own_reason=None if found.code else found,
        words=words.strip(),
        reported_at=at,
    )
    events.record("priorities.proposal_reported", subject_id=proposal.pk, at=at)
    return report


@transaction.atomic
def decide_on_proposal(
    *,
    by: User,
    proposal: Proposal,
    hides: bool,
    reason: str = "",
    words: str = "",
    at: datetime,
) -> ModerationDecision:
    """Hide a proposal from everybody but its author, with a reason, or leave it; the reports that
    waited are answered by this. Raises ModerationRefused.
    """
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("round__council")
    proposal = locked.get(pk=proposal.pk)
    require(may_moderate(by, proposal))
    if proposal.is_hidden or proposal.is_withdrawn or not proposal.is_published:
        raise ModerationRefused(_("Nobody sees this proposal any more."))
    found = usable_reasons(proposal.round.council, at).get(reason) if hides else None
    if hides and found is None:
        raise ModerationRefused(
            _(
                "Choose a reason. Nothing is hidden for any other, nor for one that was published "
                "less than a day ago."
            ),
            "reason",
        )
    if hides and not words.strip():
        raise ModerationRefused(
            _("Tell the author what is wrong, and what they could change."), "words"
        )
    if len(words) > LONGEST:
        raise ModerationRefused(_("Say it in fewer words."), "words")

    decision = ModerationDecision.objects.create(
        proposal=proposal,
        hides=hides,
        reason=found.code if found else "",
        own_reason=found if found and not found.code else None,
        words=words.strip() if hides else "",
        decided_by=by,
        decided_at=at,
    )
    proposal.reports.waiting().update(decision=decision)
    if hides:
        hide_proposal(proposal=proposal, at=at)
    details = {"hides": int(hides), "reason": found.key if found else "none"}
    audit.record("proposal_moderated", decision, by=by, details=details, at=at)
    events.record("priorities.proposal_moderated", subject_id=decision.pk, actor_id=by.pk, at=at)
    return decision


@transaction.atomic
def appeal(*, by: User, decision: ModerationDecision, words: str, at: datetime) -> None:
    """Ask another moderator to look again, once. Raises ModerationRefused."""
    decision = _locked(decision)
    require(may_appeal(by, decision))
    if not words.strip() or len(words) > LONGEST:
        raise ModerationRefused(
            _("Say why it should be seen, in at most %(number)s characters.") % {"number": LONGEST},
            "words",
        )

    decision.appeal, decision.appealed_at = words.strip(), at
    decision.save(update_fields=["appeal", "appealed_at"])
    events.record("priorities.moderation_appealed", subject_id=decision.pk, at=at)


@transaction.atomic
def answer_appeal(
    *, by: User, decision: ModerationDecision, is_upheld: bool, words: str, at: datetime
) -> None:
    """Let a proposal stay hidden, or be seen again, with words for its author; another moderator
    than the first does it. Raises ModerationRefused.
    """
    decision = _locked(decision)
    require(may_answer_appeal(by, decision))
    if not words.strip() or len(words) > LONGEST:
        raise ModerationRefused(_("Tell the author why."), "words")

    decision.is_upheld, decision.appeal_answer = is_upheld, words.strip()
    decision.appeal_answered_by, decision.appeal_answered_at = by, at
    decision.author_told_at = None
    decision.save()
    if not is_upheld:
        show_proposal(proposal=decision.proposal)
    details = {"upheld": int(is_upheld)}
    audit.record("appeal_answered", decision, by=by, details=details, at=at)
    events.record(
        "priorities.moderation_appeal_answered", subject_id=decision.pk, actor_id=by.pk, at=at
    )


@transaction.atomic
def tell_author(*, key: int, at: datetime) -> None:
    """Send the author the e-mail of a decision, or of the answer to their appeal, that was not sent
    yet. Raises OSError while no mail can be sent; then it waits, and is tried again.
    """
    untold = ModerationDecision.objects.untold().select_for_update(skip_locked=True, of=("self",))
    rows = untold.select_related("proposal__round__council", "proposal__author", "own_reason")
    decision = rows.filter(pk=key).first()
    if decision is None or decision.proposal.author is None:
        return
    council = decision.proposal.round.council
    context = {
        "decision": decision,
        "proposal": decision.proposal,
        "council": council,
        "link": page_at(council, "proposal_detail", decision.proposal_id),
    }
    to = decision.proposal.author.email
    mail.message("moderated", context, to=to, languages=languages_of(council)).send()
    ModerationDecision.objects.filter(pk=key).update(author_told_at=at)


def hold_letters(*, backed_up_at: datetime, at: datetime) -> Iterator[str]:
    """After a restore: take for told what waited when the backup was made, as it was told since."""
    waited = ModerationDecision.objects.untold().filter(decided_at__lte=backed_up_at)
    if number := waited.update(author_told_at=at):
        words = ngettext(
            "%(n)s author is taken for told what a moderator decided.",
            "%(n)s authors are taken for told what a moderator decided.",
            number,
        )
        yield words % {"n": number}


def _locked(decision: ModerationDecision) -> ModerationDecision:
    rows = ModerationDecision.objects.select_for_update(of=("self",))
    return rows.select_related("proposal__round__council").get(pk=decision.pk)
