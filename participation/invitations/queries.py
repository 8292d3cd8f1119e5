"""Who has which role in a council, who is invited, and the invitation that a link leads to."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.core.paginator import Page, Paginator

from coopservices.listing import containing
from participation.councils.models import Council
from participation.invitations.models import Invitation
from participation.memberships.models import Membership
from participation.people.models import Role, User

PAGE = 50
# Everybody may be a resident, and who is one is nobody's business.
ROLES_GIVEN = tuple(role for role in Role if role is not Role.RESIDENT)
_SIGNER = signing.Signer(salt="participation.invitation")


@dataclass(frozen=True)
class InvitationNow:
    """An invitation as it stands at a moment."""

    invitation: Invitation
    is_over: bool


def members_of(
    council: Council, *, words: str, role: str, number: str | None
) -> "Page[Membership]":
    """One page of the roles that the council has given, by name of the person; of those whose name
    or address contains the words, and of one role where one is asked for. Two queries.
    """
    given = Membership.objects.filter(council=council, role__in=ROLES_GIVEN)
    if role in Role.values:
        given = given.filter(role=role)
    found = containing(given, words, "user__name", "user__email")
    rows = found.select_related("user", "service", "organisation")
    ordered = rows.order_by("user__email", "role", "pk")
    return Paginator(ordered, PAGE).get_page(number)


def invitations_to(council: Council, *, at: datetime) -> list[InvitationNow]:
    """The invitations that nobody has taken yet, newest first. One query."""
    rows = Invitation.objects.of(council).select_related("service", "organisation")
    return [
        InvitationNow(each, is_over=each.is_over(at)) for each in rows.order_by("-invited_at", "pk")
    ]


def token_of(invitation: Invitation) -> str:
    """What its link ends with. It is made of the id and the platform's secret key, and stored
    nowhere, so that the same link can be sent again.
    """
    return _SIGNER.sign(str(invitation.pk))


def invitation_with(token: str, council: Council) -> Invitation | None:
    """The invitation that a link leads to; None if the link is not ours, or was used, withdrawn or
    forgotten.
    """
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    rows = Invitation.objects.of(council).filter(pk=key)
    return rows.select_related("service", "organisation", "invited_by").first()


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address; for whoever holds a link sent to it."""
    return (
        User.objects.filter(email__iexact=email).exists()
        or User.objects.filter(emailaddress__email__iexact=email).exists()
    )
