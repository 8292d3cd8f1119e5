"""What every page offers of its council: the ways about, and in a demonstration the people to look round as."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from participation.models import Council, User
from participation.permissions import OFFICE, Permission, holds_any
from participation.queries.demo import demo_accounts


@dataclass(frozen=True)
class Way:
    """A link in the navigation, and whether the reader is there already."""

    label: str
    href: str
    is_current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The `navigation` of this person in this council; none where no council answers, worked out where it is shown."""
    council: Council | None = getattr(request, "council", None)
    return {"navigation": SimpleLazyObject(lambda: _ways(request, council)) if council else []}


def demonstration(request: HttpRequest) -> dict[str, Any]:
    """The `demo_accounts` that anybody may look round as; none but in a demonstration."""
    council: Council | None = getattr(request, "council", None)
    return {"demo_accounts": demo_accounts(council) if council else []}


def _ways(request: HttpRequest, council: Council) -> list[Way]:
    ways = (_way(request, *named) for named in _names(getattr(request, "user", None), council))
    return [way for way in ways if way]


def _names(user: User | AnonymousUser | None, council: Council) -> list[tuple[str, str, tuple[str, ...]]]:
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


def _way(request: HttpRequest, label: str, name: str, also: tuple[str, ...]) -> Way | None:
    """The way to a page, None where it does not exist: this floor does not know what is built on it."""
    try:
        href = reverse(name)
    except NoReverseMatch:
        return None
    return Way(label, href, is_current=request.path.startswith((href, *also)))
