"""The pages on which somebody at a desk helps a person to vote.

Whose vote it is travels in a sealed envelope with each form, and the choice in the body of a POST;
neither is in an address, a session, a cache or a log. Once the vote is cast no page shows it again.
"""

import secrets
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.languages import say
from coopservices.pages import page
from coopservices.permissions import require
from participation.models import UserRequest
from priorities.ballots.actions.casting import BallotRefused, VotingClosed
from priorities.ballots.forms import BallotForm, ChoicesForm, seed_in
from priorities.engines.sealing.receipts import SECRET_SIZE
from priorities.engines.voting.ballot_paper import ChoiceRefused
from priorities.engines.voting.submission import read_submission
from priorities.paper_ballots.actions import helping
from priorities.paper_ballots.actions.issuing import PaperRefused
from priorities.paper_ballots.forms import PersonForm
from priorities.paper_ballots.models import HelpedVote
from priorities.paper_ballots.permissions import may_help_to_vote
from priorities.polls.models import Poll
from priorities.polls.queries.polls import OpenedPoll, opened_poll


@never_cache
@sensitive_post_parameters()
@login_required
def help_to_vote(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """Who they are; then the ballot paper is theirs."""
    polls = Poll.objects.of(request.council).published().filter(imported_from="")
    poll = get_object_or_404(polls.with_result(), pk=poll_id)
    require(may_help_to_vote(request.user, poll))
    apart = opened_poll(poll.pk).definition.constituencies
    form = PersonForm(request.POST if request.method == "POST" else None, constituencies=apart)
    if form.is_valid():
        try:
            helped, envelope = helping.help_to_vote(
                by=request.user, poll=poll, person=form.person, at=timezone.now()
            )
        except PaperRefused as refusal:
            form.refuse(refusal)
        else:
            opened = opened_poll(poll.pk)
            return _paper(
                request,
                helped,
                envelope,
                ChoicesForm(opened.definition, seed=seed_in(request.POST)),
            )
    context = {"form": form, "poll": poll}
    status = 422 if form.errors else 200
    return page(request, "priorities/help_to_vote.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@login_required
def choose_for(request: UserRequest, poll_id: UUID, pk: UUID) -> HttpResponse:
    """The ballot paper again, with the choices still on it."""
    if request.method != "POST":
        return redirect("help_to_vote", poll_id)
    helped, envelope = _helped(request, poll_id, pk)
    opened = opened_poll(helped.poll_id)
    try:
        helping.elector_helped(by=request.user, helped=helped, envelope=envelope, at=timezone.now())
        before = read_submission(opened.paper, request.POST.get("ballot", "")).choices
    except PaperRefused as refusal:
        return _not_cast(request, opened, refusal)
    except ChoiceRefused:
        before = {}
    return _paper(
        request,
        helped,
        envelope,
        ChoicesForm(opened.definition, seed=seed_in(request.POST), before=before),
    )


@never_cache
@sensitive_post_parameters()
@login_required
def check_choices_for(request: UserRequest, poll_id: UUID, pk: UUID) -> HttpResponse:
    """The choices in words, for the person to read or hear before they are cast."""
    if request.method != "POST":
        return redirect("help_to_vote", poll_id)
    helped, envelope = _helped(request, poll_id, pk)
    opened = opened_poll(helped.poll_id)
    try:
        helping.elector_helped(by=request.user, helped=helped, envelope=envelope, at=timezone.now())
    except PaperRefused as refusal:
        return _not_cast(request, opened, refusal)
    form = ChoicesForm(opened.definition, request.POST, seed=seed_in(request.POST))
    if not form.is_valid():
        return _paper(request, helped, envelope, form, status=422)
    context = {
        "poll": opened,
        "helped": helped,
        "envelope": envelope,
        "ballot": BallotForm.of(form.choices, secrets.token_bytes(SECRET_SIZE)),
        "answers": opened.definition.answers(form.choices),
        "seed": form.seed,
    }
    return page(request, "priorities/check_choices_for.html", context)


@never_cache
@sensitive_post_parameters()
@login_required
def cast_helped_ballot(request: UserRequest, poll_id: UUID, pk: UUID) -> HttpResponse:
    """Cast it, and give the code on paper. No page shows it or the choice again."""
    if request.method != "POST":
        return redirect("help_to_vote", poll_id)
    helped, envelope = _helped(request, poll_id, pk)
    opened = opened_poll(helped.poll_id)
    try:
        held = helping.cast_helped_ballot(
            by=request.user,
            helped=helped,
            envelope=envelope,
            choices=read_submission(opened.paper, request.POST.get("ballot", "")).choices,
            at=timezone.now(),
        )
    except (ChoiceRefused, PaperRefused, BallotRefused, VotingClosed) as refusal:
        return _not_cast(request, opened, refusal)
    answer = page(request, "priorities/cast_helped_ballot.html", {"poll": opened, "held": held})
    answer["Clear-Site-Data"] = '"cache"'
    return answer


def _helped(request: UserRequest, poll_id: UUID, pk: UUID) -> tuple[HelpedVote, str]:
    """The help under way, and the envelope that came with the form."""
    known = HelpedVote.objects.select_related("poll__round__council")
    theirs = known.filter(poll__round__council=request.council, poll=poll_id, helper=request.user)
    return get_object_or_404(theirs, pk=pk), request.POST.get("envelope", "")


def _paper(
    request: UserRequest,
    helped: HelpedVote,
    envelope: str,
    form: ChoicesForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "poll": opened_poll(helped.poll_id),
        "form": form,
        "helped": helped,
        "envelope": envelope,
    }
    return page(request, "priorities/choose_for.html", context, status=status)


def _not_cast(request: UserRequest, opened: OpenedPoll, refusal: Exception) -> HttpResponse:
    context = {"poll": opened, "refusal": say(refusal)}
    return page(request, "priorities/not_cast.html", context, status=409)
