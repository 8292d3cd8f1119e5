"""What every request passes through: an id for the logs, a word to the browser, a refusal of what
nobody here could mean, and 503 when a part is away.
"""

import re
from collections.abc import Callable, Iterable
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from coopservices import uploads
from coopservices.keystore import KeyUnavailable
from coopservices.pages import AWAY, page_while_away

GetResponse = Callable[[HttpRequest], HttpResponseBase]

UNREADABLE = "coopservices.unreadable"  # set by our WSGI application where it cannot read the type
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

LONGEST_LENGTH = 18  # digits; Python refuses to read thousands of them
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

# What programs are told when they are refused; people get the page of this status.
REFUSED = {
    400: _("This request cannot be read."),
    405: _("Nothing here is asked in this way."),
    411: _("Say how long the body is."),
    413: _("This is more than is taken here."),
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
        response = get_response(request)
        session, sent = request.session, request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if response.status_code >= 500 or not session.accessed:  # perhaps it cannot be read
            return response
        if SESSION_KEY in session:
            response.headers["Cache-Control"] = "private, no-store"
        elif sent and session.modified and session.session_key != sent:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


class Refused(Exception):
    """Nobody here could mean this. The page is that of `status`; `why` is for the log and quotes
    nobody.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Refusals:
    """Answers what nobody here could mean before anything of ours reads it, with a page of ours and
    a line in the log.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            _hold_head(request)
        except Refused as refusal:
            return _refuse(request, refusal)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """The refusal of what this page would read; None goes on."""
        try:
            _hold_length(request)
            _hold_texts(request, kwargs)
        except Refused as refusal:
            return _refuse(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """The refusal of half a character, as JSON can write one, that a page was to show again."""
        if isinstance(problem, UnicodeEncodeError) and "surrogates" in problem.reason:
            return _refuse(request, Refused(400, "half a character"))
        return None


def _hold_head(request: HttpRequest) -> None:
    if request.method not in METHODS:  # TRACE would tell a script what it may not read
        raise Refused(405, "method")
    if request.META.get(UNREADABLE):
        raise Refused(400, "type")
    query = request.META.get("QUERY_STRING", "").replace("%00", "\0")
    if _has_nul([query, *request.COOKIES.values()]):
        raise Refused(400, "NUL")


def _hold_length(request: HttpRequest) -> None:
    """Refuse a body by its length, before any of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        raise Refused(400, "length")
    if len(length) > LONGEST_LENGTH or int(length) > uploads.most_bytes(request):
        raise Refused(413, "length")
    if length == "0" and "HTTP_TRANSFER_ENCODING" in request.META:
        raise Refused(411, "no length")


def _hold_texts(request: HttpRequest, kwargs: dict[str, object]) -> None:
    """PostgreSQL takes no NUL in any parameter, so none comes further, from the address or a
    form.
    """
    try:
        fields = [text for name, values in request.POST.lists() for text in (name, *values)]
    except UnreadablePostError as problem:
        raise Refused(400, "broken off") from problem
    except uploads.FileRefused as problem:
        raise Refused(400, "file") from problem
    if _has_nul([*fields, *map(str, kwargs.values())]):
        raise Refused(400, "NUL")


def _has_nul(texts: Iterable[str]) -> bool:
    return any("\0" in text for text in texts)


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page for a refusal, or its like for programs."""
    log.warning("request_refused", status=refusal.status, why=refusal.why)
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse(
            {"detail": REFUSED[refusal.status]}, status=refusal.status
        )
    else:
        response = render(request, f"{refusal.status}.html", status=refusal.status)
    if refusal.status == 405:
        response.headers["Allow"] = ", ".join(METHODS)
    return response


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
        if not isinstance(problem, (KeyUnavailable, *AWAY)):
            return None
        log.error("unavailable", exc_info=problem)
        return page_while_away(request)
