"""Who may import an election held elsewhere."""

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, User
from participation.people.permissions import Permission, holds


def may_import_election(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.RUN_POLLS, council)
