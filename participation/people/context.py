"""What every page offers of its council: the ways about, and in a demonstration the people to look
round as.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from coopservices.navigation import Way, way
from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import OFFICE, Permission, holds_any


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The `navigation` of this person in this council; none where no council answers, worked out
    where it is shown.
    """
    council: Council | None = getattr(request, "council", None)
    return {"navigation": SimpleLazyObject(lambda: _ways(request, council)) if council else []}


def _ways(request: HttpRequest, council: Council) -> list[Way]:
    ways = (way(request, *named) for named in _names(getattr(request, "user", None), council))
    return [each for each in ways if each]


def _names(
    user: User | AnonymousUser | None, council: Council
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Label, URL name, and what else the address of a page under it may begin with."""
    names = [
        ("Have your say", "rounds", ("/proposals/", "/polls/", "/publish-a-round/")),
        ("What we promised", "commitments", ("/findings/",)),
    ]
    if holds_any(user, {Permission.READ_DASHBOARD}, council):
        names.append(("Dashboard", "dashboard", ("/indicators/",)))
    if holds_any(user, OFFICE, council):
        names.append(("Your tasks", "your_tasks", ()))
    if user is not None and user.is_authenticated:
        names.append(("Your details", "your_details", ()))
    return names
