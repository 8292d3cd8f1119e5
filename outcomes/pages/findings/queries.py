"""Findings as pages read them: one, and a round's *You said, we did*, with how many people said
each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from outcomes.commitments.models import Commitment
from outcomes.commitments.queries.commitments import CommitmentNow, commitment_now, measures_of
from outcomes.findings.models import Finding, FindingQuerySet
from outcomes.findings.queries.findings import FindingNow
from outcomes.findings.words import who_said_it
from outcomes.summaries.queries.lookup import Published, published_about
from participation.models import Council, User
from priorities.models import Round


@dataclass(frozen=True, kw_only=True)
class FindingWithCommitments(FindingNow):
    """A finding as it stands on a day, with the commitments that came of it."""

    commitments: tuple[CommitmentNow, ...] = ()


@dataclass(frozen=True)
class Answered:
    """What came of a round: what was answered, the most wanted first, and what was not, the oldest
    first.
    """

    answered: list[FindingWithCommitments]
    waiting: list[FindingWithCommitments]

    @property
    def heard(self) -> int:
        """How many things were heard."""
        return len(self.answered) + len(self.waiting)

    @property
    def late(self) -> int:
        """How many answers are late."""
        return sum(found.is_late for found in self.waiting)


def findings_of(council: Council, user: User | AnonymousUser) -> FindingQuerySet:
    """The findings of a council that somebody may read, with the commitments that came of each."""
    commitments = Commitment.objects.select_related("owner", "indicator").prefetch_related(
        "partners", "updates"
    )
    findings = Finding.objects.visible_to(user).of(council)
    return findings.prefetch_related(Prefetch("commitments", commitments))


def findings_now(findings: Iterable[Finding], today: date) -> list[FindingWithCommitments]:
    """Findings on a day with what is published about them. Two queries beside their own."""
    rows = list(findings)
    commitments = [commitment for row in rows for commitment in row.commitments.all()]
    published = published_about({row.round_id for row in rows}, measures_of(commitments))
    return [finding_now(row, published, today) for row in rows]


def finding_now(finding: Finding, published: Published, today: date) -> FindingWithCommitments:
    """A finding on a day with what is published about it. Asks no database."""
    document = published.findings.get(finding.pk)
    return FindingWithCommitments(
        finding=finding,
        today=today,
        who=who_said_it(document),
        people=(document and document.people) or 0,
        commitments=tuple(
            commitment_now(each, published, today) for each in finding.commitments.all()
        ),
    )


def answers_in(round_: Round, user: User | AnonymousUser, today: date) -> Answered:
    """What came of a round. Six queries."""
    findings = findings_of(round_.council, user).filter(round=round_)
    found = findings_now(findings.oldest_first(), today)
    answered = [each for each in found if each.finding.is_answered]
    return Answered(
        answered=sorted(answered, key=lambda each: (-each.people, each.finding.pk)),
        waiting=[each for each in found if not each.finding.is_answered],
    )
