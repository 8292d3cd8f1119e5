"""An officer's pages of a poll: opening and closing it, each after showing what it means."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.languages import say
from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from participation.engines.proofs import label_of
from participation.models import UserRequest
from priorities.engines.worked_examples import worked_example
from priorities.polls.actions import closing, opening
from priorities.polls.forms import SureForm
from priorities.polls.models import Poll
from priorities.polls.permissions import may_close_poll, may_edit_draft, may_open_poll
from priorities.polls.queries.left_off import left_off
from priorities.polls.queries.opening import problem_with_opening
from priorities.polls.queries.polls import definition_of


@login_required
@shown_again
def open_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """All that will be frozen; then the vote opens."""
    at = timezone.now()
    poll = _poll(request, poll_id)
    require(may_edit_draft(request.user, poll))
    problem, may_open = problem_with_opening(poll, at), may_open_poll(request.user, poll)
    form = SureForm(request.POST or None)
    if form.is_valid() and not problem and may_open:
        try:
            opening.open_poll(by=request.user, poll=poll, lot=secrets.token_bytes(32), at=at)
        except opening.OpenRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Voting is open."))
            return redirect("vote", poll_id)
    to_freeze = definition_of(poll, lot=b"", at=at)
    context = {
        "form": form,
        "poll": poll,
        "problem": problem,
        "may_open": may_open,
        "definition": to_freeze,
        "left_off": left_off(poll),
        "examples": [worked_example(question) for question in to_freeze.questions],
        "shown_by": [say(label_of(proofs)) for proofs in to_freeze.proofs_asked],
    }
    return page(request, "priorities/open_poll.html", context, status=422 if form.errors else 200)


@login_required
def ask_to_open(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """Ask a colleague to open what one has set up, where the council wants two to do it."""
    poll = _poll(request, poll_id)
    require(may_edit_draft(request.user, poll))
    if request.method == "POST":
        try:
            opening.ask_to_open(by=request.user, poll=poll, at=timezone.now())
        except opening.OpenRefused as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("Your colleagues find it among their tasks. One of them opens the vote.")
            messages.success(request, words)
    return redirect("open_poll", poll_id)


@login_required
@shown_again
def close_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """End the voting once its time is over; early it takes two, who decide together."""
    at = timezone.now()
    poll = _poll(request, poll_id)
    require(may_close_poll(request.user, poll))
    if at < poll.closes_at:
        return redirect("decide_jointly", poll_id)
    if request.method == "POST":
        closing.close_poll(by=request.user, poll=poll, at=at)
        messages.success(request, _("Voting has ended. The ballots are being counted."))
        return redirect("vote", poll_id)
    return page(request, "priorities/close_poll.html", {"poll": poll})


def _poll(request: UserRequest, poll_id: UUID) -> Poll:
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    return get_object_or_404(polls, pk=poll_id)
