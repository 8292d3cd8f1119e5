"""What allauth asks us: the account of somebody who has signed in, the subject of its mails, and
which council they join.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from participation.memberships.actions import join_council
from participation.memberships.queries import account
from participation.people.models import User


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

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        """Where to go on; by then the person belongs to this council."""
        if council := getattr(request, "council", None):
            join_council(by=user, council=council, at=timezone.now())
        response: HttpResponse = super().post_login(request, user, **facts)
        return response
