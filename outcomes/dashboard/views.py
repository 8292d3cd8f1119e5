"""The commissioners' and councillors' dashboard, and each indicator on it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from coopservices.pages import page
from coopservices.permissions import require
from outcomes.dashboard.queries.page import dashboard_on
from outcomes.summaries.permissions import may_read_dashboard
from participation.models import UserRequest


@login_required
def dashboard(request: UserRequest) -> HttpResponse:
    """What people want and by how much, what is owed and overdue, and what is getting better."""
    require(may_read_dashboard(request.user, request.council))
    return page(
        request,
        "outcomes/dashboard.html",
        {"dashboard": dashboard_on(request.council, timezone.localdate())},
    )
