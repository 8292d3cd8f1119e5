"""Finds the council that a request is for, by the host it came to."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from coopservices.middleware import GetResponse
from participation.queries.councils import council_at


def council(get_response: GetResponse) -> GetResponse:
    """Set `request.council`, or None where no council answers at this host."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.council = council_at(request.get_host())  # type: ignore[attr-defined]  # ours; see UserRequest
        return get_response(request)

    return middleware
