"""Looking up a receipt, and, while a result may be challenged, one's own sealed ballot."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.pages import page
from participation.models import CouncilRequest, UserRequest
from priorities.engines.receipts import ReceiptUnreadable
from priorities.forms.voting import ReceiptForm
from priorities.models import Poll
from priorities.queries.ballots import held_ballot
from priorities.queries.polls import opened_poll, polls_visible_to
from priorities.queries.results import FoundLine, find_by_receipt


@never_cache
@sensitive_post_parameters()
def check_receipt(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """Which published lines belong to a code. While voting is open no code is looked at."""
    poll = _poll(request, poll_id)
    form = ReceiptForm(request.POST or None if poll.has_result else None)
    found: list[FoundLine] | None = None
    if form.is_valid():
        try:
            found = find_by_receipt(poll, form.cleaned_data["code"])
        except ReceiptUnreadable as problem:
            form.add_error("code", str(problem))
    context = {"poll": poll, "form": form, "found": found}
    return page(request, "priorities/check_receipt.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
def your_ballot(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """What is stored for the reader, and for nobody else, between the end of the vote and its certification."""
    poll = _poll(request, poll_id)
    may_look = poll.is_closed and not poll.is_certified
    held = held_ballot(request.user, opened_poll(poll.pk)) if may_look else None
    return page(request, "priorities/your_ballot.html", {"poll": poll, "held": held, "may_look": may_look})


def _poll(request: CouncilRequest | UserRequest, poll_id: UUID) -> Poll:
    return get_object_or_404(polls_visible_to(request.user, request.council).opened(), pk=poll_id)
