"""A way on from a page, and whether the reader is already there."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Way:
    """A link in the navigation, and whether the reader is there already."""

    label: str
    href: str
    is_current: bool


def way(request: HttpRequest, label: str, name: str, also: tuple[str, ...]) -> Way | None:
    """The way to a page, None where it does not exist: this floor does not know what is built on
    it.
    """
    try:
        href = reverse(name)
    except NoReverseMatch:
        return None
    return Way(label, href, is_current=request.path.startswith((href, *also)))
