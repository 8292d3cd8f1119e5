"""Who may see, import and delete registers."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_keep_registers(user: User | AnonymousUser | None, council: Council) -> bool:
    return holds(user, Permission.KEEP_REGISTERS, council)
