"""The commissioners' and councillors' dashboard, and each indicator on it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.spreadsheets import csv_lines
from outcomes.models import Indicator
from outcomes.permissions import may_read_dashboard
from outcomes.queries.board import board_on
from outcomes.queries.latest import indicator_shown
from participation.models import CouncilRequest, UserRequest


@login_required
def dashboard(request: UserRequest) -> HttpResponse:
    """What people want and by how much, what is owed and overdue, and what is getting better."""
    require(may_read_dashboard(request.user, request.council))
    return page(request, "outcomes/dashboard.html", {"board": board_on(request.council, timezone.localdate())})


def indicator_detail(request: CouncilRequest, key: str) -> HttpResponse:
    """One indicator: what its figures say, the figures, and what was promised to move them."""
    indicator = _indicator(request, key)
    may_go_back = may_read_dashboard(request.user, request.council)
    context = {"indicator": indicator, "shown": indicator_shown(request.council, key), "may_go_back": may_go_back}
    return page(request, "outcomes/indicator_detail.html", context)


def download_indicator(request: CouncilRequest, key: str) -> HttpResponseBase:
    """The table of an indicator's chart as a CSV file that is safe to open in a spreadsheet."""
    _indicator(request, key)
    shown = indicator_shown(request.council, key)
    chart = shown.chart if shown else None
    lines = csv_lines(chart.columns, chart.rows) if chart else csv_lines(["period"], [])
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


def _indicator(request: CouncilRequest, key: str) -> Indicator:
    return get_object_or_404(Indicator.objects.filter(council=request.council).select_related("sector"), key=key)
