"""Commitments: the public list, a file of it, and one of them."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from coopservices.listing import narrowing
from coopservices.pages import page
from coopservices.spreadsheets import csv_lines
from outcomes.commitments.forms.listing import CommitmentFilter
from outcomes.commitments.permissions import may_give_verdict, may_post_update
from outcomes.commitments.queries.commitments import (
    CommitmentNow,
    commitments_now,
    commitments_of,
    own_verdict,
)
from outcomes.commitments.queries.listing import COLUMNS, commitment_counts, table_of
from participation.models import CouncilRequest

PAGE_SIZE, ON_PAPER, ALL = 25, 1000, "all"


def commitments(request: CouncilRequest) -> HttpResponse:
    """Every promise, what is owed first, narrowed as the reader likes; all on one page for
    printing.
    """
    today = timezone.localdate()
    narrowed = _narrowed(request)
    filters = narrowing(request.GET, narrowed.filters)
    asked = request.GET.get("page")
    found = Paginator(narrowed.qs, ON_PAPER if asked == ALL else PAGE_SIZE).get_page(asked)
    return page(
        request,
        "outcomes/commitments.html",
        {
            "form": narrowed.form,
            "is_narrowed": bool(filters),
            "counts": commitment_counts(request.council, today),
            "page": found,
            "commitments": [CommitmentNow(each, today) for each in found],
            "csv_href": f"{reverse('download_commitments')}?{urlencode(filters)}",
            "paper_href": f"?{urlencode({**filters, 'page': ALL})}",
        },
    )


def download_commitments(request: CouncilRequest) -> HttpResponseBase:
    """The same promises as a CSV file that is safe to open in a spreadsheet."""
    lines = csv_lines(COLUMNS, table_of(_narrowed(request).qs, timezone.localdate()))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{request.council.slug}-promises.csv"'
    )
    return response


def commitment_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One promise: who owes it to whom, what was done, and what people say of it."""
    found = get_object_or_404(
        commitments_of(request.council, request.user).select_related("finding__proposal__service"),
        pk=pk,
    )
    (now,) = commitments_now([found], timezone.localdate())
    context = {
        "now": now,
        "commitment": found,
        "may_post_update": may_post_update(request.user, found),
        "may_judge": may_give_verdict(request.user, found),
        "own_verdict": own_verdict(request.user, found),
    }
    return page(request, "outcomes/commitment_detail.html", context)


def _narrowed(request: CouncilRequest) -> CommitmentFilter:
    rows = commitments_of(request.council, request.user).with_words_heard()
    return CommitmentFilter(request.GET, rows, request=request, today=timezone.localdate())
