"""Whom a list of tasks can wait for."""

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, User
from participation.people.permissions import Permission, holds


def may_have_tasks(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.HAVE_TASKS, council)
