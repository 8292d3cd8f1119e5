"""The notices that everybody can read: privacy, cookies, accessibility."""

from datetime import date

from django.conf import settings
from django.http import HttpResponse

from coopservices.pages import page
from participation.engines.personal_data import BASES, uses
from participation.people.models import CouncilRequest
from participation.privacy.words.notice import VERSIONS

ACCESSIBILITY_CHECKED_ON = date(2026, 11, 29)
DAY = 24 * 3600  # seconds


def privacy_notice(request: CouncilRequest) -> HttpResponse:
    """What is done with personal data, in short first and then each use in full."""
    context = {
        "uses": [(use, BASES[use.basis]) for use in uses()],
        "version": VERSIONS[-1],
    }
    return page(request, "participation/privacy_notice.html", context)


def cookies(request: CouncilRequest) -> HttpResponse:
    """The cookies that there are: three, none of them to follow anybody."""
    context = {
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "forms_cookie": settings.CSRF_COOKIE_NAME,
        "language_cookie": settings.LANGUAGE_COOKIE_NAME,
        "session_days": settings.SESSION_COOKIE_AGE // DAY,
        "forms_days": settings.CSRF_COOKIE_AGE // DAY,
    }
    return page(request, "participation/cookies.html", context)


def accessibility(request: CouncilRequest) -> HttpResponse:
    """The accessibility statement: what was checked, what was found, and whom to tell."""
    context = {"checked_on": ACCESSIBILITY_CHECKED_ON}
    return page(request, "participation/accessibility.html", context)
