"""Who may give details of themselves."""

from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.people.models import User


def may_give_details(user: User | AnonymousUser | None, council: Council) -> bool:
    """Somebody with any role in the council, about themselves."""
    return (
        isinstance(user, User) and user.is_active and any(at == council.pk for at, _ in user.roles)
    )
