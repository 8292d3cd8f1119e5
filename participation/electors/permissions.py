"""Who may be an elector."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_identify_people(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever stands at a desk for the council."""
    return holds(user, Permission.HELP_AT_DESK, council)


def may_be_elector(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.VOTE, council)
