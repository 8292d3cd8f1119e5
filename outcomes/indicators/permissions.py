"""Who may define indicators, import figures and place markers."""

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, User
from participation.people.permissions import Permission, holds


def may_measure(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whether somebody may bring in figures, and agree what is drawn beside them."""
    return holds(user, Permission.IMPORT_DATA, council)
