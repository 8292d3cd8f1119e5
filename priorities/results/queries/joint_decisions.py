"""What two people may decide about a poll at a moment, and what keeps them from it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from participation.models import Membership, User
from participation.people.permissions import ROLE_TABLE, Permission
from priorities.polls.models import Poll
from priorities.polls.queries.extending import problem_with_extending
from priorities.results.models import JointDecision
from priorities.results.permissions import may_confirm_decision

Kind = JointDecision.Kind
_ROLES = [role for role, may in ROLE_TABLE.items() if Permission.RUN_POLLS in may]
_OF_BALLOTS = (
    Poll.Stop.SEAL,
    Poll.Stop.CHOICE,
    Poll.Stop.NO_ELECTOR,
    Poll.Stop.FORGED_ELECTOR,
)


@dataclass(frozen=True)
class DecisionNow:
    """A joint decision as one officer finds it."""

    decision: JointDecision
    may_confirm: bool
    is_over: bool

    @property
    def excludes(self) -> list[tuple[str, int]]:
        """What is wrong with the ballots that it leaves out, with how many they are."""
        return sorted(Counter(str(each) for each in self.decision.excluded.all()).items())


def decisions_of(poll: Poll, user: User, at: datetime) -> list[DecisionNow]:
    """All that was proposed about a poll, oldest first."""
    found = poll.joint_decisions.select_related("poll__round__council", "proposed_by")
    loaded = found.prefetch_related("excluded")
    return [
        DecisionNow(
            each, may_confirm=may_confirm_decision(user, each) and not is_over, is_over=is_over
        )
        for each in loaded
        for is_over in [each.confirmed_at is None and each.expires_at <= at]
    ]


def has_colleague(user: User, poll: Poll) -> bool:
    """Whether anybody else could confirm what somebody proposes about a poll. One query."""
    others = Membership.objects.filter(council=poll.council_id, role__in=_ROLES)
    return others.exclude(user=user).filter(user__is_active=True).exists()


def problem_with_decision(poll: Poll, kind: str, at: datetime) -> str:
    """Why this cannot be decided about the poll now, in words for the officer; "" if it can."""
    if kind == Kind.EXTEND:
        return problem_with_extending(poll, at)
    if kind == Kind.CLOSE:
        return "" if poll.is_open else _("Voting has ended already.")
    return _problem_after_voting(poll, kind)


def _problem_after_voting(poll: Poll, kind: str) -> str:
    if poll.is_certified or not poll.is_closed:
        return _("This can be decided between the end of voting and the final result.")
    if kind == Kind.PAUSE and poll.is_paused:
        return _("The result is put off already.")
    if kind == Kind.RESUME and not poll.is_paused:
        return _("The result is not put off.")
    if kind == Kind.EXCLUDE and (poll.has_result or poll.stop not in _OF_BALLOTS):
        return _("No ballot keeps this poll from being counted.")
    return ""


def kinds_possible(poll: Poll, at: datetime) -> list[tuple[str, str]]:
    """What can be decided about the poll now: codes, with what an officer reads."""
    kinds = [kind for kind in Kind if not problem_with_decision(poll, kind, at)]
    return [(kind.value, str(kind.label)) for kind in kinds]
