"""Who may take a colleague's second factors away, so that they can set up new ones."""

from django.contrib.auth.models import AnonymousUser

from participation.memberships.models import Membership
from participation.people.models import ROLES_OF_THE_PUBLIC, User
from participation.people.permissions import Permission, holds


def may_reset_second_factors(user: User | AnonymousUser | None, membership: Membership) -> bool:
    """Whoever runs the council where the colleague works, and never the colleague themself: who has
    got into an account must not be able to lock its owner out.
    """
    return (
        isinstance(user, User)
        and user.pk != membership.user_id
        and membership.role not in ROLES_OF_THE_PUBLIC
        and holds(user, Permission.RUN_COUNCIL, membership.council)
    )
