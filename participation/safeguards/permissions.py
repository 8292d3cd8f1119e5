"""Who may say what takes two people."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_choose_safeguards(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever runs the council here."""
    return holds(user, Permission.RUN_COUNCIL, council)
