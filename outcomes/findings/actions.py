"""Recording what people said, and answering it with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from coopservices.texts import Text, columns
from outcomes.findings.models import Answer, Finding
from outcomes.findings.permissions import may_answer, may_record_finding
from outcomes.findings.queries.candidates import Candidate, candidate_about, candidates_in
from outcomes.findings.words import came, proposed
from participation.models import User
from priorities.models import Option, Poll, Proposal

LONGEST = 300


class FindingRefused(Refusal):
    """Why a finding cannot be recorded, in words for the officer."""


class AnswerRefused(Exception):
    """Why an answer cannot be taken, in words for who answers."""


@transaction.atomic
def record_finding(
    *, by: User, about: Option | Proposal, we_heard: Text | str = "", at: datetime
) -> Finding:
    """What people said, in one sentence: the result of an option, or a proposal that nobody voted
    on.

    There is one finding about each. One that recorded itself when the poll was counted takes these
    words, until it is answered; of two moments at which it was heard the earlier stands. Raises
    FindingRefused.
    """
    round_ = about.question.poll.round if isinstance(about, Option) else about.round
    require(may_record_finding(by, round_.council))
    candidate = candidate_about(about)
    if candidate is None:
        refusal = _("Only a published proposal, or an option of a counted poll, was heard.")
        raise FindingRefused(refusal, "about")
    words = Text.of(we_heard).stripped()
    if not _is_one_sentence(words.english) or not _is_one_sentence(words.welsh):
        refusal = _("Say it in one sentence of at most %(number)s characters.")
        raise FindingRefused(refusal % {"number": LONGEST}, "we_heard")

    finding, is_new = _kept(candidate, words, by, at)
    if not is_new and not finding.is_answered:
        said = words or finding.we_heard
        finding.we_heard_en, finding.we_heard_cy = said.english, said.welsh
        finding.recorded_by, finding.recorded_at = by, min(finding.recorded_at, at)
        finding.save(update_fields=["we_heard_en", "we_heard_cy", "recorded_by", "recorded_at"])
    audit.record("finding_recorded", finding, by=by, at=at)
    events.record("outcomes.finding_recorded", subject_id=finding.pk, actor_id=by.pk, at=at)
    return finding


@transaction.atomic
def record_top_findings(*, poll: Poll, at: datetime) -> list[Finding]:
    """Record what a counted poll says people want most, so that an answer is owed from the day
    voting ended.

    One finding for each of the options at the top; again is harmless, and changes nobody's words.
    """
    kept = [_kept(each, Text(""), None, poll.closed_at or at) for each in candidates_in(poll)]
    if any(is_new for _finding, is_new in kept):
        events.record("outcomes.findings_recorded", subject_id=poll.pk, at=at)
    return [finding for finding, _is_new in kept]


@transaction.atomic
def answer_finding(
    *, by: User, finding: Finding, answer: Answer, reason: Text | str, at: datetime
) -> Finding:
    """Record the council's answer to what people said, with its reason. That it is not decided yet
    needs none, and the answer stays owed. A council that must write Welsh gives the reason in both
    languages or none. Raises AnswerRefused.
    """
    require(may_answer(by, finding))
    reason = Text.of(reason).stripped()
    if answer is not Answer.NOT_YET and not reason:
        raise AnswerRefused(_("Say why. People are owed a reason for every answer."))
    if finding.round.council.must_write_welsh and reason and not reason.is_in_both:
        raise AnswerRefused(_("Give the reason in English and in Welsh."))
    if answer is Answer.NOT_YET and finding.is_answered:
        raise AnswerRefused(
            _("This has been answered. You can change the answer, but not take it back.")
        )
    if answer is Answer.CANNOT and finding.commitments.exists():
        raise AnswerRefused(
            _("Something has been promised already. Say what becomes of that first.")
        )

    finding.answer, finding.answered_by = answer, by
    finding.reason_en, finding.reason_cy = reason.english, reason.welsh
    finding.answered_at = None if answer is Answer.NOT_YET else at
    finding.put_off_at = at if answer is Answer.NOT_YET else None
    finding.save(
        update_fields=[
            "answer",
            "reason_en",
            "reason_cy",
            "answered_at",
            "put_off_at",
            "answered_by",
        ]
    )
    audit.record("finding_answered", finding, by=by, details={"answer": answer}, at=at)
    events.record("outcomes.finding_answered", subject_id=finding.pk, actor_id=by.pk, at=at)
    return finding


def _kept(candidate: Candidate, words: Text, by: User | None, at: datetime) -> tuple[Finding, bool]:
    """The finding about this, made if it is the first, and whether it was."""
    about = {"round": candidate.round, "option": candidate.option}
    return Finding.objects.get_or_create(
        **(about if candidate.option else {**about, "proposal": candidate.proposal}),
        defaults={
            "proposal": candidate.proposal,
            **columns(we_heard=_shortened(words or _sentence(candidate))),
            "people": candidate.people,
            "out_of": candidate.out_of,
            "recorded_at": at,
            "recorded_by": by,
        },
    )


def _is_one_sentence(words: str) -> bool:
    return len(words) <= LONGEST and not any(mark in words for mark in "\r\n")


def _shortened(text: Text) -> Text:
    return Text(*(Truncator(each).chars(LONGEST) for each in (text.english, text.welsh)))


def _sentence(candidate: Candidate) -> Text:
    if candidate.question and candidate.result:
        return came(candidate.question, candidate.result)
    return proposed(candidate.proposal.title if candidate.proposal else "")
