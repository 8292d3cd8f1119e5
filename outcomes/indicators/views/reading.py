"""The list of indicators, the page of one, and its figures as a file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.spreadsheets import csv_lines
from outcomes.indicators.forms import IndicatorSearch
from outcomes.indicators.models import Indicator
from outcomes.indicators.permissions import may_measure
from outcomes.indicators.queries.shown import indicator_shown, indicators_listed
from outcomes.summaries.permissions import may_read_dashboard
from participation.models import CouncilRequest

PAGE_SIZE = 20


def indicators(request: CouncilRequest) -> HttpResponse:
    """Everything that is measured, for everybody, with what its figures say."""
    form = IndicatorSearch(request.GET)
    searched = form.cleaned_data["q"] if form.is_valid() else ""
    listed = indicators_listed(
        request.council, searched, page=request.GET.get("page"), size=PAGE_SIZE
    )
    context = {
        "form": form,
        "searched": searched,
        "listed": listed,
        "may_measure": may_measure(request.user, request.council),
    }
    return page(request, "outcomes/indicators.html", context)


def indicator_detail(request: CouncilRequest, key: str) -> HttpResponse:
    """One indicator: what its figures say, the figures, and what was promised to move them."""
    indicator = _indicator(request, key)
    may_go_back = may_read_dashboard(request.user, request.council)
    context = {
        "indicator": indicator,
        "shown": indicator_shown(request.council, key),
        "may_go_back": may_go_back,
        "may_measure": may_measure(request.user, request.council),
    }
    return page(request, "outcomes/indicator_detail.html", context)


def download_indicator(request: CouncilRequest, key: str) -> HttpResponseBase:
    """The table of an indicator's chart as a CSV file that is safe to open in a spreadsheet."""
    _indicator(request, key)
    shown = indicator_shown(request.council, key)
    table = (shown.table if shown else {}) or {_("Period"): []}
    lines = csv_lines(table, zip(*table.values(), strict=True))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


def _indicator(request: CouncilRequest, key: str) -> Indicator:
    return get_object_or_404(
        Indicator.objects.filter(council=request.council).select_related("sector"), key=key
    )
