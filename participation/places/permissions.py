"""Who may import places, services and figures."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_import_data(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.IMPORT_DATA, council)
