"""What every request passes through: an id for the logs, a word to the browser, and 503 when a part
is away.
"""

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from coopservices.keystore import KeyUnavailable
from coopservices.pages import page_of_last_resort

GetResponse = Callable[[HttpRequest], HttpResponseBase]

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

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
