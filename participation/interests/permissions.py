"""Who declares interests, and who ends one."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.interests.models import Interest
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_declare_interest(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever decides, moderates or answers here, or speaks for a provider."""
    return holds(user, Permission.DECLARE_INTERESTS, council)


def may_end_interest(user: User | AnonymousUser | None, interest: Interest) -> bool:
    """Whoever declared it; and of somebody who has left, whoever gives roles."""
    is_own = isinstance(user, User) and user.is_active and interest.user_id == user.pk
    runs = holds(user, Permission.RUN_COUNCIL, interest.council)
    return not interest.has_ended and (is_own or runs)
