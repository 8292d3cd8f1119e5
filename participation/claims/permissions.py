"""Who may say that they use a service, and who confirms it."""

from django.contrib.auth.models import AnonymousUser

from participation.claims.models import Claim
from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_make_claim(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever takes part here, about themselves."""
    return (
        isinstance(user, User) and user.is_active and any(at == council.pk for at, _ in user.roles)
    )


def may_withdraw_claim(user: User | AnonymousUser | None, claim: Claim) -> bool:
    """Whoever made it, at any time."""
    return isinstance(user, User) and user.is_active and claim.user_id == user.pk


def may_see_claims(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever may be asked to confirm some."""
    return holds(user, Permission.CONFIRM_CLAIMS, council)


def may_decide_claim(user: User | AnonymousUser | None, claim: Claim) -> bool:
    """Whoever is asked, while it waits: the council's officers, or whoever speaks for the provider
    of that service; never its maker.
    """
    return (
        isinstance(user, User)
        and user.is_active
        and claim.is_waiting
        and Claim.objects.visible_to(user).filter(pk=claim.pk).exists()
    )
