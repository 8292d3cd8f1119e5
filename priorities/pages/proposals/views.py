"""One proposal, as its author wrote it, and why it is on no ballot if it was left off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from coopservices.pages import page
from participation.models import CouncilRequest
from priorities.polls.queries.left_off import latest_left_off
from priorities.proposals.models import Proposal


def proposal_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One proposal; a draft is shown to its author alone."""
    readable = Proposal.objects.of(request.council).visible_to(request.user).for_cards()
    found = get_object_or_404(readable.select_related("round__sector", "round__council"), pk=pk)
    context = {"proposal": found, "round": found.round, "left_off": latest_left_off(found)}
    return page(request, "priorities/proposal_detail.html", context)
