"""Who may cast a ballot."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from participation.models import User
from participation.people.permissions import Permission, holds
from priorities.polls.models import Poll


def may_cast_ballot(user: User | AnonymousUser | None, poll: Poll, at: datetime) -> bool:
    """Somebody with a role that votes, until the poll's end. When they do, the database's clock is
    asked again.
    """
    return poll.is_open and at < poll.closes_at and holds(user, Permission.VOTE, poll.round.council)
