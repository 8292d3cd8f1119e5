"""Who has signed in, for as long as their session holds: staff for half an hour without a page and
for twelve hours in all.
"""

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from participation.people.models import User

SINCE, SEEN = "staff_since", "staff_seen"
NOTED_EVERY = 60  # seconds: a page a second would otherwise write the session each time


class SignedIn(AuthenticationMiddleware):
    """Django's own, but that a session of staff ends in time. It is asked where the person is
    known, so that no page asks the database for it.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Let `request.user` be found when somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _somebody(request))  # type: ignore[assignment]


def _somebody(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if not isinstance(user, User) or not user.is_of_staff:
        return user
    now, session = time.time(), request.session
    shown = [record["at"] for record in get_authentication_records(request, user)] or [now]
    since, seen = session.get(SINCE, shown[0]), session.get(SEEN, shown[-1])
    is_over = (
        now - seen > settings.STAFF_IDLE.total_seconds()
        or now - since > settings.STAFF_SIGNED_IN.total_seconds()
    )
    if is_over:
        session.flush()
        words = _("You were signed out, as staff are after a while. Sign in again to go on.")
        messages.info(request, words, fail_silently=True)
        return AnonymousUser()
    if now - seen > NOTED_EVERY or (SEEN not in session and shown == [now]):
        session[SINCE], session[SEEN] = since, now
    return user
