"""Who may decide about a poll together with a colleague."""

from django.contrib.auth.models import AnonymousUser

from participation.models import User
from priorities.polls.models import Poll
from priorities.polls.permissions import may_certify_poll, may_close_poll
from priorities.results.models import JointDecision


def may_propose_decision(user: User | AnonymousUser | None, poll: Poll) -> bool:
    """Whoever may end its voting or, once that has ended, certify it."""
    return may_close_poll(user, poll) or may_certify_poll(user, poll)


def may_confirm_decision(user: User | AnonymousUser | None, decision: JointDecision) -> bool:
    """Another person than the one who proposed it, while it waits."""
    is_another = user is not None and decision.proposed_by_id not in (None, user.pk)
    is_waiting = decision.confirmed_at is None
    return is_another and is_waiting and may_propose_decision(user, decision.poll)
