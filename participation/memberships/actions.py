"""Making an account, joining a council, and having roles in it."""

from dataclasses import replace
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import get_ip
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.council_sign_in.models import CouncilSignIn
from participation.councils.models import Council
from participation.engines.emailed_codes import EMAILED, MINUTES, MOST_LETTERS, EmailedCode
from participation.engines.identities import SHOWN, ShownIdentity
from participation.memberships.models import Membership
from participation.memberships.permissions import may_join_council, may_take_roles
from participation.memberships.queries import person_with
from participation.people.models import CouncilRequest, Role, User
from participation.services.models import Organisation, Service

# Somebody is these at one service or, where none is named, at any of the council's.
ROLES_AT_SERVICES = (Role.STAFF, Role.SERVICE_USER, Role.CARER)


class RoleRefused(Exception):
    """Why a role cannot be given or taken, in words for the officer."""


@transaction.atomic
def sign_up(*, email: str, at: datetime) -> User:
    """The account of whoever has shown that this address is theirs, made now if there is none.

    It needs nobody's permission: who has shown that an address is theirs may have an account.
    """
    user = person_with(email)
    if user is None:
        facts = {"joined_at": at, "password": make_password(None)}
        user, is_new = User.objects.get_or_create(email=email, defaults=facts)
        if is_new:
            events.record("participation.signed_up", subject_id=user.pk, at=at)
    address, _new = EmailAddress.objects.get_or_create(
        user=user,
        email=email,
        defaults={"primary": not EmailAddress.objects.filter(user=user, primary=True).exists()},
    )
    if not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    return user


class CodeNotSent(Exception):
    """No code was sent; the message is for whoever asked."""


def send_code(*, request: CouncilRequest, code: EmailedCode) -> None:
    """Send somebody their code, and keep it in their session: only the newest works. Raises
    CodeNotSent.
    """
    if code.letters > MOST_LETTERS:
        raise CodeNotSent(
            _("We have sent enough codes to this address. Look for our newest email.")
        )
    if not _may_be_written_to(request, code.email):
        raise CodeNotSent(
            _("Too many codes were asked for. Wait an hour, or use the newest one you have.")
        )
    facts = {"request": request, "code": code.code, "minutes": MINUTES}
    try:
        get_adapter().send_mail("account/email/login_code", code.email, facts)
    except OSError as problem:
        raise CodeNotSent(
            _("We could not send the email just now. Try again in a few minutes.")
        ) from problem
    request.session[EMAILED] = code.facts


def _may_be_written_to(request: CouncilRequest, email: str) -> bool:
    """Whether the limits let one more letter go to the address. Strangers cannot use up the first
    of an hour that its owner asks for from a network of their own.
    """
    here = f"{email} {get_ip(request)}"
    is_first = ratelimit.consume(request, action="first_code_of_network", key=here)
    return bool(
        (is_first or ratelimit.consume(request, action="codes_to_address", key=email))
        and ratelimit.consume(request, action="request_login_code", key=here)
    )


def sign_in(
    *, request: CouncilRequest, code: EmailedCode, way_on: str, at: datetime
) -> HttpResponse:
    """Sign in whoever entered the right code; they have an account from now on. Returns the way
    they go on, which is another where their account may not be used.
    """
    del request.session[EMAILED]
    user = sign_up(email=code.email, at=at)
    record_authentication(request, user, method="code", email=code.email)
    identity = ShownIdentity.read(request.session.pop(SHOWN, None))
    if identity and identity.email == code.email:
        request.session[SHOWN] = replace(identity, is_with_address=True).facts
    response: HttpResponse = perform_login(request, user, email=code.email, redirect_url=way_on)
    return response


class IdentityRefused(Exception):
    """Why an identity is not connected with an account, in words for whoever came with it."""


class IdentityOfAnother(IdentityRefused):
    """Another account has it."""

    def __init__(self, provider: str) -> None:
        words = _(
            "Another account here has your identity at %(provider)s. To use it, sign out and sign "
            "in with %(provider)s."
        )
        super().__init__(words % {"provider": provider})


@transaction.atomic
def connect_identity(*, by: User, council: Council, identity: ShownIdentity) -> None:
    """Let somebody come in with their identity at the council's provider from now on. One that is
    somebody's already stays theirs, and of a provider that was set up before it counts no more.
    Raises IdentityRefused.
    """
    own = CouncilSignIn.objects.select_for_update().filter(council=council).first()
    if own is None or own.provider != identity.provider:
        raise IdentityRefused(
            _("The council has changed where its people sign in. Sign in there once more.")
        )
    connected, _new = SocialAccount.objects.get_or_create(
        provider=own.provider_id, uid=identity.subject, defaults={"user": by}
    )
    if connected.user_id != by.pk:
        raise IdentityOfAnother(own.name)


@transaction.atomic
def end_session(*, by: User, session_id: int) -> bool:
    """Sign somebody out on another of their devices, at once. Returns whether there was such a
    session of theirs.
    """
    session = UserSession.objects.filter(user=by, pk=session_id).first()
    if session is not None:
        session.end()
    return session is not None


@transaction.atomic
def join_council(*, by: User, council: Council, at: datetime) -> Membership:
    """Make somebody a resident of the council; whoever already has a role in it keeps just that."""
    require(may_join_council(by, council))
    if membership := by.memberships.filter(council=council).order_by("pk").first():
        return membership

    membership = Membership.objects.create(user=by, council=council, role=Role.RESIDENT)
    by.forget_roles()
    events.record("participation.council_joined", subject_id=membership.pk, actor_id=by.pk, at=at)
    return membership


def check_scope(
    *,
    council: Council,
    role: Role,
    service: Service | None = None,
    organisation: Organisation | None = None,
) -> None:
    """Raise RoleRefused unless the role can be had there."""
    if any(
        owned is not None and owned.council_id != council.pk for owned in (service, organisation)
    ):
        raise RoleRefused(_("That service or organisation belongs to another council."))
    if role is Role.PROVIDER and organisation is None:
        raise RoleRefused(_("Say which organisation this person speaks for."))
    if service is not None and role not in ROLES_AT_SERVICES:
        raise RoleRefused(_("This role is not one at a single service."))
    if organisation is not None and role is not Role.PROVIDER:
        raise RoleRefused(_("Only a provider or community organisation is spoken for."))


@transaction.atomic
def add_membership(
    *,
    by: User,
    user: User,
    council: Council,
    role: Role,
    service: Service | None,
    organisation: Organisation | None,
    at: datetime,
) -> Membership:
    """Let somebody have a role: staff at a service, a provider in an organisation. Again changes
    nothing. Whoever calls has asked whether it may be: a role is had by accepting an invitation.
    """
    check_scope(council=council, role=role, service=service, organisation=organisation)
    membership, is_new = Membership.objects.get_or_create(
        user=user, council=council, role=role, service=service, organisation=organisation
    )
    user.forget_roles()
    if is_new:
        details = {"role": role, "membership": membership.pk}
        audit.record("role_given", user, by=by, council=council, details=details, at=at)
        events.record("participation.role_given", subject_id=membership.pk, actor_id=by.pk, at=at)
    return membership


@transaction.atomic
def take_role(*, by: User, membership: Membership, at: datetime) -> None:
    """Take a role from somebody, at once: their next page knows. A council keeps at least one
    officer. Taking it again changes nothing.
    """
    council = membership.council
    require(may_take_roles(by, council))
    # Two officers who take each other's role at the same moment wait here for one another.
    officers = Membership.objects.select_for_update().filter(
        council=council, role=Role.OFFICER, user__is_active=True
    )
    if membership.role == Role.OFFICER and {each.pk for each in officers} <= {membership.pk}:
        raise RoleRefused(
            _("This is the council's only officer. Make somebody else an officer first.")
        )

    end_role(by=by, membership=membership, at=at)


@transaction.atomic
def end_role(*, by: User | None, membership: Membership, at: datetime) -> None:
    """Let a role end that its holder gives back, or that has run out; `by` is None where time does
    it. Whoever calls has asked whether it may be. Again changes nothing.
    """
    council, user, key = membership.council, membership.user, membership.pk
    if Membership.objects.filter(pk=key).delete()[0]:
        details = {"role": membership.role, "membership": key}
        audit.record("role_taken", user, by=by, council=council, details=details, at=at)
        actor = by.pk if by else None
        events.record("participation.role_taken", subject_id=key, actor_id=actor, at=at)
    user.forget_roles()
