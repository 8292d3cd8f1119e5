"""The page helper: one page, or only its middle when htmx asks for it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django_htmx.middleware import HtmxDetails

from coopservices.languages import other_languages

FILES = ".filebased.EmailBackend"


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


# What a database raises that went away: before a statement, and in the middle of one.
AWAY = (InterfaceError, OperationalError)


def page_while_away(request: HttpRequest) -> HttpResponse:
    """503 in plain words: a part that the page needs is away, and nothing was done that it says."""
    response = page_of_last_resort(request, "503.html", status=503)
    response.headers["Retry-After"] = "60"
    return response


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What every page shows round its middle: the council, the page in the other languages,
    whether it answers a form, whether this is a demonstration or development, and where the
    demonstration's letters lie, "" if they are sent.
    """
    return {
        "council": getattr(request, "council", None),
        "other_languages": other_languages(request.get_full_path()),
        "is_an_answer": request.method == "POST",
        "demo": settings.DEMO,
        "is_development": not settings.PRODUCTION,
        "letters_folder": _letters_folder(),
    }


def _letters_folder() -> str:
    """The folder as somebody finds it who started the demonstration on their own machine."""
    if not settings.DEMO or settings.PRODUCTION or not settings.EMAIL_BACKEND.endswith(FILES):
        return ""
    folder = Path(settings.EMAIL_CONFIG["EMAIL_FILE_PATH"])
    inside = folder.is_relative_to(settings.BASE_DIR)
    return str(folder.relative_to(settings.BASE_DIR) if inside else folder)
