"""What the first page tells: rounds with something to do, near the reader first; promises kept;
what is still owed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.timezone import localdate

from outcomes.commitments.models import Commitment
from outcomes.commitments.queries.commitments import CommitmentNow, commitments_now
from outcomes.commitments.queries.listing import CommitmentCounts, commitment_counts
from outcomes.findings.models import Finding
from outcomes.findings.queries.findings import FindingNow
from participation.models import Area, Council, User
from priorities.models import Phase, Poll, Round
from priorities.pages.rounds.queries import RoundNow, round_now, rounds_of

MOST_OPEN, MOST_DECIDED, MOST_FINISHED, MOST_OWED = 12, 2, 3, 4
RECENT = timedelta(days=180)


@dataclass(frozen=True)
class Invitation:
    """A round with something to do in it, or with a fresh result, and whether it is about the
    reader's own ward.
    """

    now: RoundNow
    is_near: bool
    places: list[Area]


@dataclass(frozen=True)
class Home:
    """What the first page tells one reader."""

    invitations: list[Invitation]
    finished: list[CommitmentNow]
    unanswered: list[FindingNow]
    overdue: list[CommitmentNow]
    counts: CommitmentCounts


def home_of(council: Council, user: User | AnonymousUser, *, at: datetime) -> Home:
    """The first page of a council for one reader, at a moment. Ten queries at most."""
    today = localdate(at)
    commitments = Commitment.objects.visible_to(user).of(council)
    finished = list(commitments.finished().with_last_words()[:MOST_FINISHED])
    overdue = list(commitments.overdue(today).order_by("due_on", "pk")[:MOST_OWED])
    rows = commitments_now([*finished, *overdue], today)
    return Home(
        invitations=_invitations(council, _wards_of(user, council), at),
        finished=rows[: len(finished)],
        overdue=rows[len(finished) :],
        unanswered=_unanswered(council, user, today),
        counts=commitment_counts(council, today),
    )


def _wards_of(user: User | AnonymousUser, council: Council) -> set[int]:
    """The wards that this person declared."""
    if not isinstance(user, User):
        return set()
    return set(
        user.memberships.filter(council=council).exclude(area=None).values_list("area", flat=True)
    )


def _invitations(council: Council, wards: Iterable[int], at: datetime) -> list[Invitation]:
    """Those with something to do now, near the reader first, votes before proposals; then the
    latest results.
    """
    phases = Phase.objects.open(at).opening_anything()
    polls = Poll.objects.filter(closed_at__gt=at - RECENT)
    rounds = rounds_of(council).filter(
        Exists(phases.filter(round=OuterRef("pk"))) | Exists(polls.filter(round=OuterRef("pk")))
    )
    near = Exists(Round.areas.through.objects.filter(round=OuterRef("pk"), area__in=set(wards)))
    found = rounds.annotate(near=near).order_by("-near", "-published_at", "-pk")[:MOST_OPEN]
    places = Prefetch("areas", Area.objects.only("pk", "name", "name_cy"))
    rows = [
        Invitation(round_now(row, at), row.near, list(row.areas.all()))
        for row in found.prefetch_related(places)
    ]
    is_open = [each for each in rows if each.now.is_open]
    decided = [each for each in rows if not each.now.is_open and each.now.closed_poll]
    return (
        sorted(is_open, key=lambda each: (not each.is_near, not each.now.open_poll))
        + decided[:MOST_DECIDED]
    )


def _unanswered(council: Council, user: User | AnonymousUser, today: date) -> list[FindingNow]:
    waiting = Finding.objects.visible_to(user).of(council).unanswered().oldest_first()
    return [FindingNow(finding=finding, today=today) for finding in waiting[:MOST_OWED]]
