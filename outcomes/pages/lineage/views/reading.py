"""The one chain of a proposal, walkable in both directions."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coopservices.pages import page
from outcomes.pages.lineage.queries import story_of
from outcomes.pages.lineage.views.steps import chain_of
from participation.models import CouncilRequest
from priorities.models import Proposal


def lineage(request: CouncilRequest, pk: int) -> HttpResponse:
    """From the need somebody voiced to what people say came of it, step by step."""
    published = Proposal.objects.of(request.council).published().for_cards()
    found = get_object_or_404(published.select_related("round__sector", "round__council"), pk=pk)
    story = story_of(found, request.user, at=timezone.now())
    return page(
        request,
        "outcomes/lineage.html",
        {"proposal": found, "round": found.round, "chain": chain_of(story)},
    )
