"""The first page: what is open near the reader, and what came of what people said."""

from django.http import HttpResponse
from django.utils import timezone

from coopservices.pages import page
from outcomes.pages.home.queries import home_of
from participation.models import CouncilRequest


def home(request: CouncilRequest) -> HttpResponse:
    """What this place is, what can be done today, what changed because people spoke, and what is
    still owed.
    """
    home_now = home_of(request.council, request.user, at=timezone.now())
    return page(request, "outcomes/home.html", {"home": home_now})
