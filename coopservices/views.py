"""Doors that belong to no app: whether we are alive, whether we are ready, and what is said when
something is wrong.
"""

import sys
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token

from coopservices import readiness
from coopservices.pages import AWAY, page_of_last_resort, page_while_away

CONTACT_HOLDS_FOR = timedelta(days=180)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The parts we need answer: 200 when people can vote, 503 when they cannot. Redis away is
    degraded, still 200.
    """
    report = readiness.report()
    return JsonResponse(report, status=503 if report["status"] == "unavailable" else 200)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Where faults are reported, in the form of RFC 9116; not found where the operator named no
    contact.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": (timezone.now() + CONTACT_HOLDS_FOR).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "en, cy",
        "Canonical": request.build_absolute_uri(request.path),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or the database went away before the view or after it."""
    if isinstance(sys.exc_info()[1], AWAY):
        return page_while_away(request)
    return page_of_last_resort(request, "500.html", status=500)


@requires_csrf_token
def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page was open too long, or cookies are off."""
    return render(
        request,
        "403.html",
        {"reason": _("This page was open for a long time. Go back and try again.")},
        status=403,
    )
