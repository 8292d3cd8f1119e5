"""What every request passes through: an id for the logs, a word to the browser, a refusal of what
nobody here could mean, and 503 when a part is away.
"""

import re
from collections.abc import Callable, Iterable
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from coopservices.keystore import KeyUnavailable
from coopservices.pages import page_of_last_resort

GetResponse = Callable[[HttpRequest], HttpResponseBase]

UNREADABLE = "coopservices.unreadable"  # set by our WSGI application where it cannot read the type
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

# What programs are told when they are refused; people get the page of this status.
REFUSED = {
    400: _("This request cannot be read."),
    405: _("Nothing here is asked in this way."),
}

log = structlog.get_logger(__name__)


def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request an id, or keep a proxy's, in every log line and in the reply's
    X-Request-ID.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        offered = request.headers.get("X-Request-ID", "")
        known_as = offered if REQUEST_ID.fullmatch(offered) else uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=known_as)
        response = get_response(request)
        response.headers["X-Request-ID"] = known_as
        return response

    return middleware


def browser_policies(get_response: GetResponse) -> GetResponse:
    """Tell the browser what no page here does: load from elsewhere, run what is written inline, use
    the microphone.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, policy in settings.BROWSER_POLICIES.items():
            response.headers[name] = policy
        return response

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Keep pages of somebody who has signed in out of every cache, and clear what their browser
    kept of us when they leave. Cookies are left alone: clearing them would sign people out of the
    council's other sites.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        was_signed_in = request.method == "POST" and SESSION_KEY in request.session
        response = get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            response.headers["Cache-Control"] = "private, no-store"
        elif was_signed_in:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


class Refusals:
    """Answers what nobody here could mean before anything of ours reads it, with a page of ours and
    a line in the log.

    PostgreSQL takes no NUL in any parameter, so none comes further: not from a cookie, the query,
    the address or a form.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:  # TRACE would tell a script what it may not read
            refusal = _refused(request, 405, why="method")
            refusal.headers["Allow"] = ", ".join(METHODS)
            return refusal
        if request.META.get(UNREADABLE):
            return _refused(request, 400, why="type")
        if _has_nul(request.COOKIES.values()):
            return _refused(request, 400, why="NUL in a cookie")
        if _has_nul([request.META.get("QUERY_STRING", "").replace("%00", "\0")]):
            return _refused(request, 400, why="NUL in the query")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """The refusal of what this page would read; None goes on."""
        if _has_nul(map(str, kwargs.values())):
            return _refused(request, 400, why="NUL in the address")
        try:
            if any(_has_nul([name, *values]) for name, values in request.POST.lists()):
                return _refused(request, 400, why="NUL in a form")
        except UnreadablePostError:
            return _refused(request, 400, why="broken off")
        return None


def _has_nul(texts: Iterable[str]) -> bool:
    return any("\0" in text for text in texts)


def _refused(request: HttpRequest, status: int, *, why: str) -> HttpResponse:
    """The page for a refusal, or its like for programs; `why` is for the log and quotes nobody."""
    log.warning("request_refused", status=status, why=why)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": REFUSED[status]}, status=status)
    return render(request, f"{status}.html", status=status)


class Unavailable:
    """Answers 503 in plain words where a poll's key or the database is away: nobody is told that
    they have voted.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """The page for a part that is away; None leaves every other exception to be our fault."""
        if not isinstance(problem, (KeyUnavailable, OperationalError)):
            return None
        log.error("unavailable", exc_info=problem)
        response = page_of_last_resort(request, "503.html", status=503)
        response.headers["Retry-After"] = "60"
        return response
