"""The list of rounds, and a round with what may be done in it now."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coopservices.listing import keyset_page, narrowing
from coopservices.pages import page
from participation.models import CouncilRequest
from priorities.pages.rounds.queries import round_now, rounds_of
from priorities.proposals.queries import drafts_in, proposals_of
from priorities.rounds.forms import RoundFilter
from priorities.rounds.permissions import may_publish_round

PAGE_SIZE, NEWEST = 12, 3


def rounds(request: CouncilRequest) -> HttpResponse:
    """The rounds of this council, newest first."""
    at = timezone.now()
    narrowed = RoundFilter(request.GET, rounds_of(request.council), request=request)
    filters = narrowing(request.GET, narrowed.filters)
    found = keyset_page(
        narrowed.qs,
        by="published_at",
        cursor=request.GET.get("page", ""),
        size=PAGE_SIZE,
        filters=filters,
    )
    now = [round_now(row, at) for row in found.rows]
    return page(
        request,
        "priorities/rounds.html",
        {
            "form": narrowed.form,
            "is_narrowed": bool(filters),
            "may_publish_round": may_publish_round(request.user, request.council),
            "page": found,
            "open_rounds": [row for row in now if row.is_open],
            "other_rounds": [row for row in now if not row.is_open],
        },
    )


def round_detail(request: CouncilRequest, slug: str) -> HttpResponse:
    """One round: its question, where it is, and the one thing to do in it now."""
    found = get_object_or_404(rounds_of(request.council), slug=slug)
    published = proposals_of(request.council).filter(round=found)
    return page(
        request,
        "priorities/round_detail.html",
        {
            "now": round_now(found, timezone.now()),
            "round": found,
            "areas": found.areas.only("name"),
            "services": found.services.only("name"),
            "newest": published.newest_first()[:NEWEST],
            "n_proposals": published.count(),
            "drafts": drafts_in(found, request.user),
        },
    )
