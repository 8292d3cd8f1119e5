"""What every request passes through: an id for the logs, and the browser features we never use."""

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id(get_response: GetResponse) -> GetResponse:
    """Give each request an id, or keep a proxy's, in every log line and in the reply's X-Request-ID."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        offered = request.headers.get("X-Request-ID", "")
        known_as = offered if REQUEST_ID.fullmatch(offered) else uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=known_as)
        response = get_response(request)
        response.headers["X-Request-ID"] = known_as
        return response

    return middleware


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Tell the browser that no page here uses the camera, the place or the microphone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response

    return middleware
