"""Finds the council that a request is for, by the host it came to."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from coopservices.middleware import GetResponse
from participation.councils.queries import council_at

ANSWERED_ANYWHERE = ("/healthz", "/readyz", "/admin/", "/components/", "/.well-known/")


def council(get_response: GetResponse) -> GetResponse:
    """Set `request.council`. Where no council answers at this host, only the operator's pages are
    found.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        found = council_at(request.get_host())
        if found is None and not request.path.startswith(ANSWERED_ANYWHERE):
            raise Http404("No council answers at this address.")
        request.council = found  # type: ignore[attr-defined]  # ours; see CouncilRequest
        return get_response(request)

    return middleware
