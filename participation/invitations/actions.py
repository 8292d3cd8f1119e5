"""Inviting people to roles, and taking an invitation."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit, mail
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.councils.queries import languages_of, page_at
from participation.invitations.models import Invitation
from participation.invitations.permissions import may_accept_invitation, may_invite
from participation.invitations.queries import ROLES_GIVEN, token_of
from participation.memberships.actions import add_membership, check_scope, sign_up
from participation.memberships.models import Membership
from participation.memberships.queries import person_with
from participation.people.models import Role, User
from participation.services.models import Organisation, Service

VALID = timedelta(days=14)
KEPT = timedelta(days=30)  # after it has run out, so that an officer sees who did not come
MOST_AT_ONCE = 200


class InvitationRefused(Exception):
    """Why somebody cannot be invited, or an invitation not be taken, in words for the reader."""


@transaction.atomic
def invite_people(
    *,
    by: User,
    council: Council,
    emails: Iterable[str],
    role: Role,
    service: Service | None = None,
    organisation: Organisation | None = None,
    at: datetime,
) -> int:
    """Offer a role to each of these addresses by e-mail, and return to how many. Whoever is invited
    already is invited anew, for the whole time. Raises InvitationRefused, and RoleRefused for a
    role that cannot be had there.
    """
    require(may_invite(by, council))
    addresses = sorted({email.strip().lower() for email in emails} - {""})
    if not addresses or len(addresses) > MOST_AT_ONCE:
        raise InvitationRefused(
            _("Invite between 1 and %(most)s people at once.") % {"most": MOST_AT_ONCE}
        )
    if role not in ROLES_GIVEN:
        raise InvitationRefused(_("Everybody may be a resident: nobody needs to be invited."))
    check_scope(council=council, role=role, service=service, organisation=organisation)

    scope: dict[str, Any] = {
        "council": council,
        "role": role,
        "service": service,
        "organisation": organisation,
    }
    for email in addresses:
        invitation, _new = Invitation.objects.update_or_create(
            email=email,
            **scope,
            defaults={
                "invited_by": by,
                "invited_at": at,
                "expires_at": at + VALID,
                "sent_at": None,
            },
        )
        details = {"role": role, "invitation": invitation.pk}
        audit.record("person_invited", council, by=by, details=details, at=at)
        events.record(
            "participation.person_invited", subject_id=invitation.pk, actor_id=by.pk, at=at
        )
    return len(addresses)


@transaction.atomic
def withdraw_invitation(*, by: User, invitation: Invitation, at: datetime) -> None:
    """Let nobody take it any more; its link leads nowhere from now on."""
    require(may_invite(by, invitation.council))
    details = {"role": invitation.role, "invitation": invitation.pk}
    audit.record("invitation_withdrawn", invitation.council, by=by, details=details, at=at)
    events.record(
        "participation.invitation_withdrawn", subject_id=invitation.pk, actor_id=by.pk, at=at
    )
    invitation.delete()


@transaction.atomic
def accept_invitation(*, by: User, invitation: Invitation, at: datetime) -> Membership:
    """Take the role that was offered. Raises InvitationRefused when it has run out, or somebody
    took or withdrew it a moment ago.
    """
    require(may_accept_invitation(by, invitation))
    if invitation.is_over(at):
        raise InvitationRefused(_("This invitation has run out. Ask for a new one."))
    if not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        raise InvitationRefused(_("This invitation was used already, or withdrawn."))

    return add_membership(
        by=by,
        user=by,
        council=invitation.council,
        role=Role(invitation.role),
        service=invitation.service,
        organisation=invitation.organisation,
        at=at,
    )


@transaction.atomic
def sign_up_by_invitation(*, invitation: Invitation, at: datetime) -> User:
    """The new account of whoever holds the link that was sent to an address which nobody has used
    here. Raises InvitationRefused where somebody has: they sign in, as the link alone is no proof
    for two weeks of who they are.
    """
    if person_with(invitation.email) is not None:
        raise InvitationRefused(_("Sign in with this address first."))
    return sign_up(email=invitation.email, at=at)


@transaction.atomic
def send_invitation(*, key: int, at: datetime) -> None:
    """Send the e-mail of an invitation that has not been sent. Raises OSError while no mail can be
    sent; then it waits, and is tried again.

    Two workers do not send it twice: the second skips a row that the first holds.
    """
    waiting = Invitation.objects.unsent().valid(at).select_related("council", "service")
    rows = waiting.select_for_update(skip_locked=True, of=("self",))
    invitation = rows.filter(pk=key).first()
    if invitation is None:
        return
    council = invitation.council
    context = {
        "invitation": invitation,
        "council": council,
        "link": page_at(council, "invitation", token_of(invitation)),
    }
    mail.message("invitation", context, to=invitation.email, languages=languages_of(council)).send()
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=at)


def forget_invitations(*, at: datetime) -> int:
    """Delete those that ran out long ago, and return how many."""
    return Invitation.objects.filter(expires_at__lt=at - KEPT).delete()[0]
