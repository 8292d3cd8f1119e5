"""One proposal, as its author wrote it, and why it is on no ballot if it was left off."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from participation.models import CouncilRequest
from priorities.moderation.permissions import may_appeal, may_report
from priorities.moderation.queries import hiding_of
from priorities.polls.queries.left_off import latest_left_off
from priorities.proposals.models import Proposal
from priorities.proposals.permissions import may_change_proposal, may_withdraw_proposal


def proposal_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One proposal; a draft, and what a moderator hides, is shown to its author alone. Of what
    its author has withdrawn others read that it was.
    """
    rows = Proposal.objects.of(request.council)
    readable = (rows.visible_to(request.user) | rows.withdrawn()).for_cards()
    found = get_object_or_404(readable.select_related("round__sector", "round__council"), pk=pk)
    hiding = hiding_of(found)
    is_shown = not found.is_withdrawn or found.author_id == request.user.pk
    named = found.title or _("A proposal not yet named")
    context = {
        "proposal": found,
        "round": found.round,
        "left_off": latest_left_off(found),
        "hiding": hiding,
        "may_appeal": hiding is not None and may_appeal(request.user, hiding),
        "is_shown": is_shown,
        "title": named if is_shown else _("A proposal that was withdrawn"),
        "was_changed": found.versions.exists(),
        "may_change": may_change_proposal(request.user, found, timezone.now()),
        "may_withdraw": may_withdraw_proposal(request.user, found),
        "may_report": may_report(request.user, found),
    }
    return page(request, "priorities/proposal_detail.html", context)
