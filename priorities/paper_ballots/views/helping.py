"""The pages on which somebody at a desk helps a person to vote.

Whose vote it is travels in a sealed envelope with each form, and the choice in the body of a POST;
neither is in an address, a session, a cache or a log. Once the vote is cast no page shows it again.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
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
from priorities.ballots.forms import BallotForm, ChoicesForm, paper_sent, seed_in
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
            under_way = UnderWay(helped, envelope, opened_poll(poll.pk))
            return _paper(request, under_way, paper_sent(under_way.poll.definition, None))
    context = {"form": form, "poll": poll}
    status = 422 if form.errors else 200
    return page(request, "priorities/help_to_vote.html", context, status=status)


@dataclass(frozen=True)
class UnderWay:
    """A help, the envelope with whose vote it is, and the poll."""

    helped: HelpedVote
    envelope: str
    poll: OpenedPoll


Step = Callable[[UserRequest, UnderWay], HttpResponse]


def step_of_help(view: Step) -> Callable[[UserRequest, UUID, UUID], HttpResponse]:
    """A page that goes on with a help: sent with its envelope, by whoever began it, on the same
    day. Whatever is refused is told as to a voter.
    """

    @never_cache
    @sensitive_post_parameters()
    @login_required
    @wraps(view)
    def step(request: UserRequest, poll_id: UUID, pk: UUID) -> HttpResponse:
        if request.method != "POST":
            return redirect("help_to_vote", poll_id)
        under_way = _under_way(request, poll_id, pk)
        try:
            helping.elector_helped(
                by=request.user,
                helped=under_way.helped,
                envelope=under_way.envelope,
                at=timezone.now(),
            )
            return view(request, under_way)
        except (ChoiceRefused, PaperRefused, BallotRefused, VotingClosed) as refusal:
            context = {"poll": under_way.poll, "refusal": say(refusal)}
            return page(request, "priorities/not_cast.html", context, status=409)

    return step


@step_of_help
def choose_for(request: UserRequest, under_way: UnderWay) -> HttpResponse:
    """The ballot paper again, with the choices still on it."""
    try:
        before = read_submission(under_way.poll.paper, request.POST.get("ballot", "")).choices
    except ChoiceRefused:
        before = {}
    seed = seed_in(request.POST)
    form = ChoicesForm(under_way.poll.definition, seed=seed, before=before)
    return _paper(request, under_way, form)


@step_of_help
def check_choices_for(request: UserRequest, under_way: UnderWay) -> HttpResponse:
    """The choices in words, for the person to read or hear before they are cast."""
    form = paper_sent(under_way.poll.definition, request.POST)
    if not form.is_valid():
        return _paper(request, under_way, form)
    context = {
        "poll": under_way.poll,
        "helped": under_way.helped,
        "envelope": under_way.envelope,
        "ballot": BallotForm.of(form.choices, secrets.token_bytes(SECRET_SIZE)),
        "answers": under_way.poll.definition.answers(form.choices),
        "seed": form.seed,
    }
    return page(request, "priorities/check_choices_for.html", context)


@step_of_help
def cast_helped_ballot(request: UserRequest, under_way: UnderWay) -> HttpResponse:
    """Cast it, and give the code on paper. No page shows it or the choice again."""
    held = helping.cast_helped_ballot(
        by=request.user,
        helped=under_way.helped,
        envelope=under_way.envelope,
        choices=read_submission(under_way.poll.paper, request.POST.get("ballot", "")).choices,
        at=timezone.now(),
    )
    context = {"poll": under_way.poll, "held": held}
    answer = page(request, "priorities/cast_helped_ballot.html", context)
    answer["Clear-Site-Data"] = '"cache"'
    return answer


def _under_way(request: UserRequest, poll_id: UUID, pk: UUID) -> UnderWay:
    known = HelpedVote.objects.select_related("poll__round__council")
    theirs = known.filter(poll__round__council=request.council, poll=poll_id, helper=request.user)
    helped = get_object_or_404(theirs, pk=pk)
    return UnderWay(helped, request.POST.get("envelope", ""), opened_poll(helped.poll_id))


def _paper(request: UserRequest, under_way: UnderWay, form: ChoicesForm) -> HttpResponse:
    context = {
        "poll": under_way.poll,
        "form": form,
        "helped": under_way.helped,
        "envelope": under_way.envelope,
    }
    status = 422 if form.errors else 200
    return page(request, "priorities/choose_for.html", context, status=status)
