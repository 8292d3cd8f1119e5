"""Who may publish a round."""

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, User
from participation.people.permissions import Permission, holds


def may_publish_round(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.RUN_ROUNDS, council)
