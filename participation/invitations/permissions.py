"""Who may invite people, and who may take an invitation."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from participation.councils.models import Council
from participation.invitations.models import Invitation
from participation.people.models import User
from participation.people.permissions import Permission, holds


def may_invite(user: User | AnonymousUser | None, council: Council) -> bool:
    """Whoever gives roles here."""
    return holds(user, Permission.RUN_COUNCIL, council)


def may_accept_invitation(user: User | AnonymousUser | None, invitation: Invitation) -> bool:
    """Whoever has shown that its address is theirs."""
    if not isinstance(user, User) or not user.is_active:
        return False
    theirs = EmailAddress.objects.filter(user=user, verified=True)
    return bool(theirs.filter(email__iexact=invitation.email).exists())
