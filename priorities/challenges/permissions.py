"""Who may challenge a result, and who answers."""

from django.contrib.auth.models import AnonymousUser

from participation.models import User
from participation.people.permissions import Permission, holds
from priorities.challenges.models import Challenge


def may_answer_challenge(user: User | AnonymousUser | None, challenge: Challenge) -> bool:
    """Whoever runs polls, but for who made it, while it is open."""
    is_own = user is not None and challenge.made_by_id == user.pk
    council = challenge.poll.round.council
    return challenge.is_open and not is_own and holds(user, Permission.RUN_POLLS, council)


def may_withdraw_challenge(
    user: User | AnonymousUser | None, challenge: Challenge, mark: bytes | None = None
) -> bool:
    """Whoever made it, by their account or by their code, while it is open."""
    is_theirs = user is not None and user.pk is not None and challenge.made_by_id == user.pk
    has_code = mark is not None and challenge.mark is not None and bytes(challenge.mark) == mark
    return challenge.is_open and (is_theirs or has_code)
