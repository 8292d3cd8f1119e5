"""Who may say what a council is, and with whom it works."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_set_up_council(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.RUN_COUNCIL, council)
