"""Who may read the audit."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_read_audit(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever is trusted with it here; what is about themselves, everybody may read."""
    return holds(user, Permission.READ_AUDIT, council)
