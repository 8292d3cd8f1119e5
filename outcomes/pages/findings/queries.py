"""Findings as pages read them: one, and a round's *You said, we did*, with how many people said
each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.timezone import localdate

from outcomes.commitments.models import Commitment
from outcomes.commitments.queries.commitments import CommitmentNow, commitment_now, measures_of
from outcomes.findings.models import Finding, FindingQuerySet
from outcomes.findings.queries.findings import FindingNow
from outcomes.findings.words import who_said_it
from outcomes.summaries.queries.lookup import Published, published_about
from participation.interests.queries import interests_in
from participation.models import Council, Interest, Service, User
from priorities.models import LeftOff, Poll, Proposal, Round
from priorities.polls.queries.left_off import never_offered
from priorities.proposals.models import ProposalQuerySet


@dataclass(frozen=True, kw_only=True)
class FindingWithCommitments(FindingNow):
    """A finding as it stands on a day, with the commitments that came of it."""

    commitments: tuple[CommitmentNow, ...] = ()


@dataclass(frozen=True)
class Answered:
    """What came of a round: what was answered, the most wanted first, and what was not, the oldest
    first; the proposals that were left off a ballot with a reason, and those of which nobody said
    anything. While people vote these two are not counted: the answers are still to come.
    """

    answered: list[FindingWithCommitments]
    waiting: list[FindingWithCommitments]
    left_off: list[LeftOff]
    unmentioned: list[Proposal]
    is_voting: bool

    @property
    def n_answered(self) -> int:
        """How many things were answered, by a reason for leaving them off too."""
        return len(self.answered) + (0 if self.is_voting else len(self.left_off))

    @property
    def heard(self) -> int:
        """How many things were heard."""
        unmentioned = 0 if self.is_voting else len(self.unmentioned)
        return self.n_answered + len(self.waiting) + unmentioned

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
    """What came of a round of `rounds_of`. Eight queries."""
    findings = findings_of(round_.council, user).filter(round=round_)
    found = findings_now(findings.oldest_first(), today)
    answered = [each for each in found if each.finding.is_answered]
    return Answered(
        answered=sorted(answered, key=lambda each: (-each.people, each.finding.pk)),
        waiting=[each for each in found if not each.finding.is_answered],
        left_off=_left_off(round_),
        unmentioned=_unmentioned(round_, today),
        is_voting=any(poll.is_open for poll in round_.polls.all()),
    )


def interests_behind(finding: Finding) -> list[Interest]:
    """What whoever answered a finding has declared to have to do with what it is about. One query
    at most.
    """
    if finding.answered_by_id is None or finding.answered_at is None:
        return []
    round_ = finding.round
    about = Q(rounds=round_) | Q(pk=finding.proposal.service_id if finding.proposal else None)
    return interests_in(
        [finding.answered_by_id],
        sector=round_.sector,
        services=Service.objects.filter(about).distinct(),
        at=finding.answered_at,
    )


def _without_finding(round_: Round) -> ProposalQuerySet:
    """The published proposals of a round that were on no ballot and are no finding."""
    findings = Finding.objects.filter(proposal=OuterRef("pk"))
    return never_offered(round_.proposals.published().filter(~Exists(findings)))


def _left_off(round_: Round) -> list[LeftOff]:
    """Why those were left off, by the latest poll that says so."""
    reasons = LeftOff.objects.filter(
        poll__in=Poll.objects.opened(), proposal__in=_without_finding(round_)
    )
    oldest_first = reasons.select_related("proposal").order_by("poll__opened_at", "pk")
    return list({each.proposal_id: each for each in oldest_first}.values())


def _unmentioned(round_: Round, today: date) -> list[Proposal]:
    """Those of which nobody has said anything, the oldest first, once a poll opened without them or
    the round is over.
    """
    is_over = all(localdate(phase.closes_at) <= today for phase in round_.phases.all())
    if not is_over and all(poll.is_imported for poll in round_.polls.all()):
        return []
    reasons = LeftOff.objects.filter(poll__in=Poll.objects.opened(), proposal=OuterRef("pk"))
    return list(_without_finding(round_).filter(~Exists(reasons)).order_by("published_on", "pk"))
