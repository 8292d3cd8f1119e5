"""What was heard in a round, what the council answers, and what came of its promises, as they are
published.
"""

from collections import Counter

from django.db.models import Prefetch
from django.utils.timezone import localdate

from outcomes.commitments.models import Commitment, Update
from outcomes.engines.disclosure.protected_counts import shown_score
from outcomes.engines.words.verdict_words import verdict_table
from outcomes.findings.models import Finding
from outcomes.summaries.documents import (
    CommitmentDocument,
    FindingDocument,
    UpdateDocument,
)
from priorities.models import Round


def finding_documents(round_: Round) -> list[FindingDocument]:
    """Every finding of a round, the most wanted first. Five queries."""
    commitments = Commitment.objects.select_related("owner", "indicator").prefetch_related(
        "partners", "updates", "verdicts"
    )
    findings = (
        Finding.objects.filter(round=round_)
        .select_related("option__question")
        .prefetch_related(Prefetch("commitments", commitments))
    )
    return [
        _finding(finding)
        for finding in sorted(findings, key=lambda finding: (-finding.people, finding.pk))
    ]


def _finding(finding: Finding) -> FindingDocument:
    return FindingDocument(
        pk=finding.pk,
        we_heard=finding.we_heard,
        was_counted=finding.out_of > 0,
        people=shown_score(finding.people),
        out_of=shown_score(finding.out_of),
        poll=str(finding.option.question.poll_id) if finding.option else None,
        proposal=finding.proposal_id,
        recorded_on=localdate(finding.recorded_at),
        due_on=finding.due_on,
        answer=finding.answer,
        reason=finding.reason,
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
