"""Drafting a poll: a draft begun, worded, dated, copied and thrown away. Nobody can vote in it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.dates import last_day_before
from coopservices.languages import say
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.texts import Text, columns
from participation.engines.proofs import PROOFS, Proofs, written_asked
from participation.models import User
from priorities.polls.models import LONGEST_REASON, LeftOff, Option, Poll, Question, SavedStep
from priorities.polls.permissions import may_draft_poll, may_edit_draft
from priorities.polls.queries.left_off import not_offered
from priorities.polls.queries.opening import voting_phase
from priorities.proposals.models import Proposal
from priorities.rounds.models import Round

QUESTION_KEY = "question-1"
_TWO_WEEKS = timedelta(days=14)


class DraftRefused(Refusal):
    """A poll cannot be drafted like this; the message is for the officer."""


@transaction.atomic
def start_poll(
    *,
    by: User,
    round: Round,  # noqa: A002 (a round is a round)
    title: Text | str,
    question: Text | str = "",
    at: datetime,
) -> Poll:
    """A draft with one question and no options. It would end with the round's voting phase."""
    require(may_draft_poll(by, round))
    phase = voting_phase(round, at)
    poll = Poll.objects.create(
        round=round,
        **columns(title=Text.of(title)),
        closes_at=phase.closes_at if phase else at + _TWO_WEEKS,
        needs_two_to_open=round.council.needs_two_to_open_polls,
    )
    Question.objects.create(
        poll=poll, key=QUESTION_KEY, position=0, **columns(text=Text.of(question))
    )
    audit.record("poll_drafted", poll, by=by, at=at)
    events.record("priorities.poll_drafted", subject_id=poll.pk, actor_id=by.pk, at=at)
    return poll


@transaction.atomic
def set_paper_rule(*, by: User, poll: Poll, paper_rule: str, at: datetime) -> Poll:
    """Say which ballots on paper a draft will count. Raises DraftRefused."""
    draft = edited(by=by, poll=poll)
    if paper_rule not in Poll.PaperRule.values:
        raise DraftRefused(_("Choose which ballots on paper count."), "paper_rule")
    draft.paper_rule = paper_rule
    draft.save()
    return kept(by=by, draft=draft, step="paper", at=at)


@transaction.atomic
def copy_poll(
    *,
    by: User,
    round: Round,  # noqa: A002 (a round is a round)
    poll: Poll,
    at: datetime,
) -> Poll:
    """A draft that asks what another poll of the council asked, in the same way. What was a
    proposal there is an option in words here; dates are this round's.
    """
    if poll.round.council_id != round.council_id:
        raise DraftRefused(_("Copy only a poll of this council."))
    draft = start_poll(by=by, round=round, title=poll.title, at=at)
    for name in (
        "introduction_en",
        "introduction_cy",
        "proofs_asked",
        "constituencies",
        "combining_rule",
        "receipt_mode",
        "paper_rule",
        "option_order",
    ):
        setattr(draft, name, getattr(poll, name))
    draft.challenge_days = poll.challenge_days
    draft.save()
    draft.questions.all().delete()
    for question in poll.questions.prefetch_related("options"):
        options = list(question.options.all())
        question.pk, question.poll = None, draft
        question.save()
        for place, option in enumerate(options):
            option.pk, option.question, option.proposal = None, question, None
            option.key, option.position, option.tie_position = f"option-{place + 1}", place, None
        Option.objects.bulk_create(options)
    return draft


@transaction.atomic
def delete_draft(*, by: User, poll: Poll, at: datetime) -> None:
    """Throw a draft away. What it asked is gone; that it was there stays in the audit."""
    draft = edited(by=by, poll=poll)
    audit.record("draft_deleted", draft, by=by, at=at)
    draft.delete()


@transaction.atomic
def word_poll(
    *, by: User, poll: Poll, title: Text | str, introduction: Text | str = "", at: datetime
) -> Poll:
    """Give a draft its title, and what voters read before they vote."""
    draft = edited(by=by, poll=poll)
    named = {"title": Text.of(title), "introduction": Text.of(introduction)}
    for name, words in columns(**named).items():
        setattr(draft, name, words.strip())
    draft.save()
    return kept(by=by, draft=draft, step="words", at=at)


@transaction.atomic
def leave_off(
    *, by: User, poll: Poll, reasons: Mapping[Proposal, Text | str], at: datetime
) -> Poll:
    """Say of each published proposal that is no option why it is none. Raises DraftRefused."""
    draft = edited(by=by, poll=poll)
    given = {proposal.pk: Text.of(reason).stripped() for proposal, reason in reasons.items()}
    rows = []
    for proposal in not_offered(draft).order_by("pk"):
        reason = given.get(proposal.pk, Text(""))
        if not reason:
            words = _("Say why “%(title)s” is left off the ballot.")
            raise DraftRefused(words % {"title": proposal.title}, f"left_off_{proposal.pk}")
        if max(len(reason.english), len(reason.welsh)) > LONGEST_REASON:
            words = _("Say in fewer words why “%(title)s” is left off the ballot.")
            raise DraftRefused(words % {"title": proposal.title}, f"left_off_{proposal.pk}")
        rows.append(LeftOff(poll=draft, proposal=proposal, **columns(reason=reason)))
    draft.left_off.all().delete()
    LeftOff.objects.bulk_create(rows)
    return kept(by=by, draft=draft, step="left-off", at=at)


@transaction.atomic
def entitle(*, by: User, poll: Poll, proofs_asked: Sequence[Proofs], at: datetime) -> Poll:
    """Say what people must have shown before they vote: any one of these sets is enough. Raises
    DraftRefused.
    """
    draft = edited(by=by, poll=poll)
    if not proofs_asked or not all(proofs <= PROOFS.keys() for proofs in proofs_asked):
        raise DraftRefused(_("Choose what people must show before they vote."), "proofs")
    draft.proofs_asked = written_asked(proofs_asked)
    draft.save()
    return kept(by=by, draft=draft, step="voters", at=at)


@transaction.atomic
def date_poll(*, by: User, poll: Poll, closes_at: datetime, at: datetime) -> Poll:
    """Say when voting ends: within the round's voting phase. Raises DraftRefused."""
    draft = edited(by=by, poll=poll)
    if closes_at <= at:
        raise DraftRefused(_("Voting must end in the future."), "last_day")
    phase = voting_phase(draft.round, at)
    if phase and closes_at <= phase.opens_at:
        words = _("Voting in this round begins on %(day)s. Choose a later day.")
        raise DraftRefused(words % {"day": say(phase.opens_at.date())}, "last_day")
    if phase and closes_at > phase.closes_at:
        words = _("The time to vote in this round ends on %(day)s. Choose an earlier day.")
        last = last_day_before(phase.closes_at)
        raise DraftRefused(words % {"day": say(last)}, "last_day")
    draft.closes_at = closes_at
    draft.save()
    return kept(by=by, draft=draft, step="dates", at=at)


def edited(*, by: User, poll: Poll) -> Poll:
    """The draft as it is in the database, locked for a change by somebody who may. Raises
    PermissionDenied, also where it has opened meanwhile.
    """
    draft = (
        Poll.objects.select_for_update(of=("self",))
        .select_related("round__council")
        .get(pk=poll.pk)
    )
    require(may_edit_draft(by, draft))
    if draft.opening_asked_at:
        draft.opening_asked_by = draft.opening_asked_at = None
        draft.save(update_fields=["opening_asked_by", "opening_asked_at"])
    return draft


def kept(*, by: User, draft: Poll, step: str, at: datetime) -> Poll:
    """The draft after a step of setting it up. Whoever was asked to open it is asked anew."""
    SavedStep.objects.get_or_create(poll=draft, step=step)
    audit.record("draft_changed", draft, by=by, details={"step": step}, at=at)
    return draft
