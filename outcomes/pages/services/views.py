"""Services: the list, a file of it, and one of them."""

from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from coopservices.listing import narrowing, page_by_name
from coopservices.pages import page
from coopservices.spreadsheets import csv_lines
from outcomes.pages.services.forms import ServiceFilter
from outcomes.pages.services.queries.listing import COLUMNS, services_of, table_of
from outcomes.pages.services.queries.told import told_of_service
from participation.models import CouncilRequest

PAGE_SIZE = 25


def services(request: CouncilRequest) -> HttpResponse:
    """The services of this council by name, narrowed as the reader likes."""
    narrowed = ServiceFilter(request.GET, services_of(request.council), request=request)
    filters = narrowing(request.GET, narrowed.filters)
    found = page_by_name(
        narrowed.qs,
        by="name",
        cursor=request.GET.get("page", ""),
        size=PAGE_SIZE,
        filters=filters,
    )
    context = {
        "form": narrowed.form,
        "is_narrowed": bool(filters),
        "n_services": narrowed.qs.count(),
        "page": found,
        "csv_href": f"{reverse('download_services')}?{urlencode(filters)}",
    }
    return page(request, "outcomes/services.html", context)


def download_services(request: CouncilRequest) -> HttpResponseBase:
    """The same services as a CSV file that is safe to open in a spreadsheet."""
    narrowed = ServiceFilter(request.GET, services_of(request.council), request=request)
    lines = csv_lines(COLUMNS, table_of(narrowed.qs))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{request.council.slug}-services.csv"'
    )
    return response


def service_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One service: what it is, what people asked for there, and what came of it."""
    found = get_object_or_404(services_of(request.council).select_related("council"), pk=pk)
    told = told_of_service(
        found, request.user, cursor=request.GET.get("page", ""), at=timezone.now()
    )
    return page(request, "outcomes/service_detail.html", {"service": found, "told": told})
