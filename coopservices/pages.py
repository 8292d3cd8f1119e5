"""The page helper: one page, or only its middle when htmx asks for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.middleware import HtmxDetails

from coopservices.languages import other_languages


class PageRequest(HttpRequest):
    """A request as our middleware leaves it."""

    htmx: HtmxDetails


def page(
    request: HttpRequest, name: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with the page `name`; a page `x.html` includes its middle `_x.html`, which htmx gets
    alone.
    """
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:
        folder, _, leaf = name.rpartition("/")
        name = f"{folder}/_{leaf}".lstrip("/")
    return render(request, name, context, status=status)


def page_of_last_resort(request: HttpRequest, name: str, *, status: int) -> HttpResponse:
    """The page `name` when something is broken: drawn without asking the database who reads it or
    where they may go.
    """
    context = {"council": getattr(request, "council", None)}
    return HttpResponse(render_to_string(name, context), status=status)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What every page shows round its middle: the council, the page in the other languages,
    whether it answers a form, and whether this is a demonstration or development.
    """
    return {
        "council": getattr(request, "council", None),
        "other_languages": other_languages(request.get_full_path()),
        "is_an_answer": request.method == "POST",
        "demo": settings.DEMO,
        "is_development": not settings.PRODUCTION,
    }
