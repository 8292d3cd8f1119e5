"""What was heard in a round, what the council answers, and what came of its promises, as they are
published.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch
from django.utils.timezone import localdate

from coopservices.texts import Text
from outcomes.commitments.models import Commitment, Update
from outcomes.engines.words.verdict_words import verdict_table
from outcomes.findings.models import Finding
from outcomes.summaries.documents import (
    CommitmentDocument,
    FindingDocument,
    PollDocument,
    UpdateDocument,
)
from priorities.models import Round


def finding_documents(round_: Round, polls: Iterable[PollDocument]) -> list[FindingDocument]:
    """Every finding of a round with these counted polls, the most wanted first. Five queries."""
    fewer_than = {poll.result.id: poll.result.fewer_than for poll in polls}
    commitments = Commitment.objects.select_related("owner", "indicator").prefetch_related(
        "partners", "updates", "verdicts"
    )
    findings = (
        Finding.objects.filter(round=round_)
        .select_related("option__question", "proposal")
        .prefetch_related(Prefetch("commitments", commitments))
    )
    return [
        _finding(finding, fewer_than)
        for finding in sorted(findings, key=lambda finding: (-finding.people, finding.pk))
    ]


def _finding(finding: Finding, fewer_than: Mapping[str, int | None]) -> FindingDocument:
    poll = str(finding.option.question.poll_id) if finding.option else None
    too_few = fewer_than.get(poll) if poll else None
    is_hidden = finding.is_hidden  # its promises stand, and nothing that could quote it
    return FindingDocument(
        pk=finding.pk,
        we_heard=Text("") if is_hidden else finding.we_heard,
        was_counted=finding.out_of > 0 or too_few is not None,
        fewer_than=too_few,
        people=finding.people if too_few is None else None,
        out_of=finding.out_of if too_few is None else None,
        poll=poll,
        proposal=None if is_hidden else finding.proposal_id,
        recorded_on=localdate(finding.recorded_at),
        due_on=finding.due_on,
        answer=finding.answer,
        reason=Text("") if is_hidden else finding.reason,
        answered_on=localdate(finding.answered_at) if finding.answered_at else None,
        commitments=tuple(_commitment(commitment) for commitment in finding.commitments.all()),
    )


def _commitment(commitment: Commitment) -> CommitmentDocument:
    return CommitmentDocument(
        pk=commitment.pk,
        title=commitment.title,
        owner=commitment.owner.name,
        partners=tuple(partner.name for partner in commitment.partners.all()),
        budget_pence=commitment.budget_pence,
        is_trial=commitment.is_trial,
        made_on=localdate(commitment.made_at),
        due_on=commitment.due_on,
        done_on=localdate(commitment.done_at) if commitment.done_at else None,
        stopped_on=localdate(commitment.stopped_at) if commitment.stopped_at else None,
        indicator=commitment.indicator.key if commitment.indicator else None,
        updates=tuple(_update(update) for update in commitment.updates.all()),
        verdict=verdict_table(Counter(verdict.kind for verdict in commitment.verdicts.all())),
    )


def _update(update: Update) -> UpdateDocument:
    return UpdateDocument(kind=update.kind, text=update.text, on=localdate(update.posted_at))
