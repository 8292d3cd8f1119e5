"""Who may read the commissioners' dashboard."""

from django.contrib.auth.models import AnonymousUser

from participation.models import Council, User
from participation.people.permissions import Permission, holds


def may_read_dashboard(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.READ_DASHBOARD, council)
