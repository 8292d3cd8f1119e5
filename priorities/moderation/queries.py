"""What waits for a moderator, and what everybody may know of moderation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from participation.models import Council, User
from priorities.moderation.models import ModerationDecision, Report
from priorities.moderation_reasons.models import CouncilReason
from priorities.moderation_reasons.queries import reasons_of
from priorities.proposals.models import Proposal

MOST = 50
A_YEAR = timedelta(days=365)
NONE = (0, 0)


def reported_proposals(council: Council) -> "QuerySet[Proposal]":
    """Those that wait for a moderator, first reported first, each with `waiting` reports. One
    query.
    """
    waits = Q(reports__isnull=False, reports__decision=None)
    counted = (
        Proposal.objects.of(council)
        .filter(withdrawn_on=None)
        .annotate(
            waiting=Count("reports", filter=waits), since=Min("reports__reported_at", filter=waits)
        )
    )
    return counted.filter(waiting__gt=0).select_related("round").order_by("since", "pk")[:MOST]


def appeals_waiting(council: Council, user: User) -> "QuerySet[ModerationDecision]":
    """The appeals that somebody else than who decided has to answer. One query."""
    waiting = ModerationDecision.objects.of(council).appealed().exclude(decided_by=user)
    return waiting.select_related("proposal__round", "own_reason").order_by("appealed_at")[:MOST]


def hiding_of(proposal: Proposal) -> ModerationDecision | None:
    """The decision by which a proposal is hidden; None if it is not. One query at most."""
    if not proposal.is_hidden:
        return None
    hidings = proposal.decisions.filter(hides=True)
    return hidings.select_related("proposal__round", "own_reason").first()


@dataclass(frozen=True)
class ReasonCount:
    """How often proposals were hidden for a reason, and came back after an appeal."""

    reason: CouncilReason
    hidden: int
    restored: int


@dataclass(frozen=True)
class ModerationLog:
    """What was done in a year: counts alone, never about whom."""

    reports: int
    left: int
    reasons: list[ReasonCount]  # that stand
    ended: list[ReasonCount]


def moderation_log(council: Council, *, at: datetime) -> ModerationLog:
    """The counts of the last twelve months. Three queries."""
    since = at - A_YEAR
    decided = ModerationDecision.objects.of(council).filter(decided_at__gt=since)
    found = (
        decided.order_by()
        .values_list("reason", "own_reason")
        .annotate(hidden=Count("pk"), restored=Count("pk", filter=Q(is_upheld=False)))
    )
    counts = {(code, own): (hidden, restored) for code, own, hidden, restored in found}
    reasons = [
        ReasonCount(each, *counts.get((each.code, None if each.code else each.pk), NONE))
        for each in reasons_of(council)
    ]
    return ModerationLog(
        reports=Report.objects.of(council).filter(reported_at__gt=since).count(),
        left=counts.get(("", None), NONE)[0],  # what was left has no reason
        reasons=[each for each in reasons if each.reason.ended_at is None],
        ended=[each for each in reasons if each.reason.ended_at is not None],
    )
