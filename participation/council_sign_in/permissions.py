"""Who may say where a council's own people sign in."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_set_up_sign_in(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever gives roles here."""
    return holds(user, Permission.RUN_COUNCIL, council)
