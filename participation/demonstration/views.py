"""Looking round the demonstration as one of its people."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from coopservices import audit
from coopservices.pages import page
from participation.demonstration.queries import demo_accounts, demo_user
from participation.people.models import CouncilRequest


def look_round(request: CouncilRequest) -> HttpResponse:
    """The people of a demonstration: anybody may be any of them, at one press. A real council has
    no such page.
    """
    if request.method == "POST":
        user = demo_user(request.council, request.POST.get("role", ""))
        if user is None:
            raise Http404
        audit.record_reading(
            "looked_round_as", user, by=None, council=request.council, at=timezone.now()
        )
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("home")
    if not demo_accounts(request.council):
        raise Http404
    return page(request, "participation/look_round.html")
