"""Reading proposals: the list, and a file of them."""

from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from coopservices.listing import keyset_page, narrowing
from coopservices.pages import page
from coopservices.spreadsheets import csv_lines
from participation.models import CouncilRequest
from priorities.proposals.forms.listing import ProposalFilter
from priorities.proposals.queries import COLUMNS, drafts_in, proposals_of, table_of
from priorities.rounds.models import Act, Round

PAGE_SIZE, ON_PAPER, ALL = 24, 1000, "all"


def proposals(request: CouncilRequest, slug: str) -> HttpResponse:
    """The proposals of a round, newest first, narrowed as the reader likes; all of them on one page
    for printing.
    """
    found = _round(request, slug)
    narrowed = _narrowed(request, found)
    filters = narrowing(request.GET, narrowed.filters)
    is_for_paper = request.GET.get("page") == ALL
    return page(
        request,
        "priorities/proposals.html",
        {
            "round": found,
            "is_open_for_proposals": found.opens(Act.PROPOSE, timezone.now()),
            "form": narrowed.form,
            "is_narrowed": bool(filters),
            "csv_href": f"{reverse('download_proposals', args=[slug])}?{urlencode(filters)}",
            "paper_href": f"?{urlencode({**filters, 'page': ALL})}",
            "n_proposals": narrowed.qs.count(),
            "drafts": drafts_in(found, request.user),
            "page": keyset_page(
                narrowed.qs,
                by="published_on",
                cursor=request.GET.get("page", ""),
                size=ON_PAPER if is_for_paper else PAGE_SIZE,
                filters=filters,
            ),
        },
    )


def download_proposals(request: CouncilRequest, slug: str) -> HttpResponseBase:
    """The same proposals as a CSV file that is safe to open in a spreadsheet."""
    found = _round(request, slug)
    lines = csv_lines(COLUMNS, table_of(_narrowed(request, found).qs.newest_first()))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}-proposals.csv"'
    return response


def _round(request: CouncilRequest, slug: str) -> Round:
    return get_object_or_404(
        Round.objects.of(request.council).visible_to(request.user).with_phases(), slug=slug
    )


def _narrowed(request: CouncilRequest, found: Round) -> ProposalFilter:
    return ProposalFilter(
        request.GET, proposals_of(request.council).filter(round=found), request=request
    )
