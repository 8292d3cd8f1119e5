"""An officer's pages of a poll: drafting, opening and closing it, each after showing
what it means.
"""

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
from participation.engines.proofs import label_of
from participation.models import UserRequest
from priorities.polls.actions import closing, drafting, opening
from priorities.polls.forms import CloseForm, DraftForm, SureForm
from priorities.polls.models import Poll
from priorities.polls.permissions import may_close_poll, may_draft_poll, may_open_poll
from priorities.polls.queries.left_off import left_off
from priorities.polls.queries.opening import problem_with_opening
from priorities.polls.queries.polls import definition_of
from priorities.rounds.models import Round


@login_required
def draft_poll(request: UserRequest, slug: str) -> HttpResponse:
    """A poll about proposals of this round."""
    found = get_object_or_404(
        Round.objects.of(request.council).visible_to(request.user).with_phases(), slug=slug
    )
    require(may_draft_poll(request.user, found))
    form = DraftForm(request.POST or None, round_=found)
    if form.is_valid():
        try:
            poll = drafting.draft_poll(
                by=request.user, round=found, at=timezone.now(), **form.facts
            )
        except drafting.DraftRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The draft is saved. Check it, and open the vote."))
            return redirect("open_poll", poll.pk)
    context = {"form": form, "round": found}
    return page(request, "priorities/draft_poll.html", context, status=422 if form.errors else 200)


@login_required
def open_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """All that will be frozen; then the vote opens."""
    at = timezone.now()
    poll = _poll(request, poll_id)
    require(may_open_poll(request.user, poll))
    problem = problem_with_opening(poll, at)
    form = SureForm(request.POST or None)
    if form.is_valid() and not problem:
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
        "definition": to_freeze,
        "left_off": left_off(poll),
        "shown_by": [say(label_of(proofs)) for proofs in to_freeze.proofs_asked],
    }
    return page(request, "priorities/open_poll.html", context, status=422 if form.errors else 200)


@login_required
def close_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """End the voting, with a public reason if it is early."""
    at = timezone.now()
    poll = _poll(request, poll_id)
    require(may_close_poll(request.user, poll))
    is_early = at < poll.closes_at
    form = CloseForm(request.POST if request.method == "POST" else None, is_early=is_early)
    if form.is_valid():
        try:
            closing.close_poll(
                by=request.user, poll=poll, reason=form.cleaned_data.get("reason", ""), at=at
            )
        except closing.CloseRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Voting has ended. The ballots are being counted."))
            return redirect("vote", poll_id)
    context = {"form": form, "poll": poll, "is_early": is_early}
    return page(request, "priorities/close_poll.html", context, status=422 if form.errors else 200)


def _poll(request: UserRequest, poll_id: UUID) -> Poll:
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    return get_object_or_404(polls, pk=poll_id)
