"""The menu of a page: those entries of NAVIGATION that its reader may see."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject

from coopservices.languages import without_language
from participation.councils.models import Council
from participation.people.models import User
from participation.people.permissions import Permission, holds


@dataclass(frozen=True)
class MenuEntry:
    """A link in the menu, and whether the reader is at its page already."""

    label: str | Promise
    href: str
    is_current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The reader's `navigation`, worked out where it is shown; [] where no council answers."""
    council: Council | None = getattr(request, "council", None)
    return {"navigation": SimpleLazyObject(lambda: _entries(request, council)) if council else []}


def _entries(request: HttpRequest, council: Council) -> list[MenuEntry]:
    here = without_language(request.path)
    return [
        MenuEntry(label, href, is_current=here.startswith((without_language(href), *also_there)))
        for label, name, also_there, seen_by in settings.NAVIGATION
        if _sees(request.user, seen_by, council)
        for href in [reverse(name)]
    ]


def _sees(user: User | AnonymousUser, seen_by: str, council: Council) -> bool:
    if seen_by == "everybody":
        return True
    if seen_by == "signed in":
        return user.is_authenticated
    return holds(user, Permission[seen_by], council)
