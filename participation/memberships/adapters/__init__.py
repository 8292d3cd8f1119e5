"""What allauth asks us: the account of somebody who has signed in, its mails, where they go on, and
whether they show once more that it is them.
"""

import time
from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from coopservices.mail import BETWEEN
from participation.councils.queries import languages_of
from participation.engines.identities import SHOWN, ShownIdentity
from participation.memberships.actions import IdentityRefused, connect_identity, join_council
from participation.memberships.queries import account, is_excused, waits_for_second_factor
from participation.people.models import User

# How somebody shows once more that it is them: allauth's name of the way, and ours.
WAYS_TO_SHOW_IT = {
    "mfa_reauthenticate:webauthn": _("Use a passkey or a security key"),
    "mfa_reauthenticate": _("Use a code of my app, or a recovery code"),
    "reauthenticate": _("Use my password"),
    "reauthenticate_by_code": _("Email me a code"),
}
# What tells somebody of a change is read by whoever opens that mailbox, in whatever language.
IN_ALL_LANGUAGES = ("account/email/email_changed", "account/email/email_deleted")


class Accounts(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Who has signed in, known with their roles at once: every page asks for both."""

    def get_user(self, user_id: int) -> User | None:
        """The account, None if there is none or it may not be used."""
        user = account(user_id)
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Mails with the council's name, and membership of the council where somebody signs in."""

    def format_email_subject(self, subject: str) -> str:
        """The subject with the name of the council that writes."""
        council = getattr(self.request, "council", None)
        return f"{council.name}: {subject}" if council else subject

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """The e-mail in the reader's language; where it tells of a change, in each of the council's
        languages, as whoever reads an old mailbox may have set none.
        """
        council = getattr(self.request, "council", None)
        if council is None or template_prefix not in IN_ALL_LANGUAGES:
            message: EmailMessage = super().render_mail(template_prefix, email, context, headers)
            return message
        each = []
        for language in languages_of(council):
            with override(language):
                each.append(super().render_mail(template_prefix, email, context, headers))
        message = each[0]
        message.subject = " / ".join(str(one.subject) for one in each)
        message.body = BETWEEN.join(str(one.body) for one in each)
        return message

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted by: the address, and the network they come from."""
        of_address = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{of_address} {get_ip(request)}"

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Where to go on; by then the person belongs to this council. Staff who have no second
        factor yet go by where they set one up.
        """
        if council := getattr(request, "council", None):
            join_council(by=user, council=council, at=timezone.now())
        identity = ShownIdentity.read(request.session.pop(SHOWN, None))
        if council and identity and identity.is_with_address:
            with suppress(IdentityRefused):  # they are in all the same
                connect_identity(by=user, council=council, identity=identity)
        response: HttpResponse = super().post_login(request, user, **facts)
        if waits_for_second_factor(user):
            way_on = urlencode({"next": response.headers.get("Location", "/")})
            return redirect(f"{reverse('mfa_index')}?{way_on}")
        return response

    def is_reauthentication_required(self, *, app: str, **facts: Any) -> bool:
        """Whether somebody shows once more that it is them: not just after they signed in, and not
        where the people are invented and nobody reads their letters.
        """
        council = getattr(self.request, "council", None)
        if council is not None and council.is_demonstration and is_excused():
            return False
        records = get_authentication_records(self.request, self.request.user)
        is_recent = records and (
            time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        )
        return not is_recent and super().is_reauthentication_required(app=app, **facts)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """How somebody shows it, in our words. Whoever has a second factor shows that one: who
        reads their mail could otherwise do all that it guards.
        """
        found = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        ways = [
            {**found[way], "description": words}
            for way, words in WAYS_TO_SHOW_IT.items()
            if way in found
        ]
        by_factor = [way for way in ways if way["id"].startswith("mfa_")]
        return by_factor or ways
