"""Who may join a council, and who may take roles away."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_take_roles(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.RUN_COUNCIL, council)


def may_join_council(user: User | AnonymousUser | None, council: Council) -> bool:
    """Anybody who has an account may be a resident of any council: what they may vote in is another
    question.
    """
    return isinstance(user, User) and user.is_active
