"""What waits for an officer, a commissioner or a provider today: each thing is theirs to do, the
most urgent first.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.utils.timezone import localdate

from outcomes.commitments.models import Commitment, CommitmentQuerySet
from outcomes.commitments.permissions import keeps_all_commitments
from outcomes.commitments.queries.commitments import CommitmentNow
from outcomes.findings.models import Finding
from outcomes.findings.queries.findings import FindingNow
from participation.claims.queries import claims_to_decide
from participation.models import Claim, Council, Role, User
from participation.people.permissions import Permission, holds
from priorities.ballots.queries.turnout import DayOfVoting, days_shown
from priorities.models import Act, Challenge, JointDecision, Poll, Round, Turnout

MOST = 50  # of each kind
SOON = timedelta(days=14)


@dataclass(frozen=True)
class PollNow:
    """A poll as it stands at a moment; `turnout` is the last that may be shown, None while too few
    have voted.
    """

    poll: Poll
    at: datetime
    turnout: DayOfVoting | None

    @property
    def is_over(self) -> bool:
        """Open in name only: its time is over."""
        return self.poll.closes_at <= self.at

    @property
    def may_be_certified(self) -> bool:
        """The time to challenge its result is over."""
        end = self.poll.challenges_end_at
        return self.poll.has_result and end is not None and end <= self.at


@dataclass(frozen=True)
class PollTasks:
    """What waits for whoever runs polls."""

    without_poll: list[Round] = field(default_factory=list)
    to_open: list[Poll] = field(default_factory=list)
    drafts: list[Poll] = field(default_factory=list)
    stopped: list[Poll] = field(default_factory=list)
    voting: list[PollNow] = field(default_factory=list)
    to_certify: list[PollNow] = field(default_factory=list)
    to_confirm: list[JointDecision] = field(default_factory=list)
    challenged: list[Challenge] = field(default_factory=list)


@dataclass(frozen=True)
class AnswerTasks:
    """What waits for whoever answers findings, and makes commitments because of them."""

    to_answer: list[FindingNow] = field(default_factory=list)
    to_commit: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class CommitmentTasks:
    """What waits for whoever says what was done."""

    overdue: list[CommitmentNow] = field(default_factory=list)
    due_soon: list[CommitmentNow] = field(default_factory=list)


@dataclass(frozen=True)
class PeopleTasks:
    """What people ask for who say something of themselves."""

    claims: list[Claim] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """What waits for one person: each list is empty for whoever may not do that."""

    polls: PollTasks
    answers: AnswerTasks
    commitments: CommitmentTasks
    people: PeopleTasks

    @property
    def is_clear(self) -> bool:
        """Nothing waits."""
        return not any(
            tasks
            for part in (self.polls, self.answers, self.commitments, self.people)
            for tasks in vars(part).values()
        )


def desk_of(user: User, council: Council, *, at: datetime) -> Desk:
    """What waits for one person in a council, at a moment. Ten queries at most."""
    today = localdate(at)
    return Desk(
        _polls(user, council, at),
        _answers(user, council, today),
        _commitments(user, council, today),
        PeopleTasks(claims_to_decide(user, council, at=at, most=MOST)),
    )


def _polls(user: User, council: Council, at: datetime) -> PollTasks:
    if not holds(user, Permission.RUN_POLLS, council):
        return PollTasks()
    days = Prefetch("turnout", Turnout.objects.filter(on__lt=localdate(at)))
    heavy = ("definition", "canary", "result__manifest", "result__signature")
    unfinished = (
        Poll.objects.of(council).filter(imported_from="").exclude(state=Poll.State.CERTIFIED)
    )
    polls = (
        unfinished.with_end()
        .select_related("round", "result")
        .defer(*heavy)
        .prefetch_related("round__phases__acts", days)
    )
    found = [_poll_now(poll, at) for poll in polls.order_by("closes_at", "pk")[:MOST]]
    return PollTasks(
        without_poll=_rounds_without_poll(council, at),
        to_open=[each.poll for each in found if each.poll.is_draft and _is_asked(each.poll, user)],
        drafts=[
            each.poll for each in found if each.poll.is_draft and not _is_asked(each.poll, user)
        ],
        stopped=[each.poll for each in found if each.poll.stop],
        voting=[each for each in found if each.poll.is_open and not each.poll.stop],
        to_certify=[each for each in found if each.poll.is_closed and not each.poll.stop],
        to_confirm=_to_confirm(user, council, at),
        challenged=_challenged(user, council),
    )


def _is_asked(draft: Poll, user: User) -> bool:
    """Whether a colleague has set it up and waits for this person to open it."""
    return draft.opening_asked_at is not None and draft.opening_asked_by_id != user.pk


def _challenged(user: User, council: Council) -> list[Challenge]:
    """What somebody else says is wrong with a result, which waits for the council's answer."""
    waiting = Challenge.objects.of(council).open().exclude(made_by=user)
    return list(waiting.select_related("poll").defer("poll__definition", "poll__canary")[:MOST])


def _to_confirm(user: User, council: Council, at: datetime) -> list[JointDecision]:
    """What a colleague proposed, and another person must confirm."""
    waiting = JointDecision.objects.of(council).waiting(at).exclude(proposed_by=user)
    return list(waiting.select_related("poll").defer("poll__definition", "poll__canary")[:MOST])


def _poll_now(poll: Poll, at: datetime) -> PollNow:
    return PollNow(
        poll, at, turnout=next(reversed(days_shown(poll.turnout.all(), poll.smallest_group)), None)
    )


def _rounds_without_poll(council: Council, at: datetime) -> list[Round]:
    """Rounds whose time to vote has come, with nothing to vote on."""
    voting = (
        Round.objects.of(council)
        .published()
        .filter(
            phases__acts__act=Act.VOTE,
            phases__opens_at__lte=at,
            phases__closes_at__gt=at,
            polls=None,
        )
    )
    return list(voting.distinct().order_by("decided_by_on", "pk")[:MOST])


def _answers(user: User, council: Council, today: date) -> AnswerTasks:
    findings = Finding.objects.visible_to(user).of(council).oldest_first()
    may_answer = holds(user, Permission.ANSWER_FINDINGS, council)
    may_commit = holds(user, Permission.MAKE_COMMITMENTS, council)
    return AnswerTasks(
        to_answer=[
            FindingNow(finding=finding, today=today) for finding in findings.unanswered()[:MOST]
        ]
        if may_answer
        else [],
        to_commit=list(findings.calling_for_commitment().filter(commitments=None)[:MOST])
        if may_commit
        else [],
    )


def _commitments(user: User, council: Council, today: date) -> CommitmentTasks:
    if not holds(user, Permission.UPDATE_COMMITMENTS, council):
        return CommitmentTasks()
    owed = _theirs(user, council).filter(due_on__lte=today + SOON).order_by("due_on", "pk")[:MOST]
    rows = [CommitmentNow(commitment, today) for commitment in owed]
    return CommitmentTasks(
        overdue=[each for each in rows if each.is_overdue],
        due_soon=[each for each in rows if not each.is_overdue],
    )


def _theirs(user: User, council: Council) -> CommitmentQuerySet:
    """The council's own people look after every promise, a provider's after what their organisation
    owns.
    """
    owed = Commitment.objects.visible_to(user).of(council).outstanding()
    if keeps_all_commitments(user, council):
        return owed
    membership = {"user": user, "council": council, "role": Role.PROVIDER}
    return owed.filter(owner__in=user.memberships.filter(**membership).values("organisation"))
