"""One proposal, as its author wrote it, and why it is on no ballot if it was left off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from coopservices.pages import page
from participation.models import CouncilRequest
from priorities.moderation.permissions import may_appeal, may_report
from priorities.moderation.queries import hiding_of
from priorities.polls.queries.left_off import latest_left_off
from priorities.proposals.models import Proposal


def proposal_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One proposal; a draft, and what a moderator hides, is shown to its author alone."""
    readable = Proposal.objects.of(request.council).visible_to(request.user).for_cards()
    found = get_object_or_404(readable.select_related("round__sector", "round__council"), pk=pk)
    hiding = hiding_of(found)
    context = {
        "proposal": found,
        "round": found.round,
        "left_off": latest_left_off(found),
        "hiding": hiding,
        "may_appeal": hiding is not None and may_appeal(request.user, hiding),
        "may_report": may_report(request.user, found),
    }
    return page(request, "priorities/proposal_detail.html", context)
