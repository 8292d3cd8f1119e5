"""The page of roles: what each may do here."""

from django.http import HttpRequest, HttpResponse

from coopservices.pages import page
from participation.people.models import Role
from participation.people.permissions import ROLE_TABLE
from participation.people.words import PERMISSION_WORDS


def about_roles(request: HttpRequest) -> HttpResponse:
    """The table of who may do what, as the platform itself asks it."""
    rows = [
        (words, [role.label for role in Role if permission in ROLE_TABLE[role]])
        for permission, words in PERMISSION_WORDS.items()
    ]
    return page(request, "participation/about_roles.html", {"rows": rows})
