"""The challenges to a result: read by everybody, made and withdrawn, checked and answered."""

from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.pages import page
from coopservices.permissions import require
from participation.models import CouncilRequest, UserRequest
from priorities.challenges import actions
from priorities.challenges.forms import ChallengeAnswerForm, ChallengeForm, CodeForm
from priorities.challenges.models import Challenge
from priorities.challenges.permissions import may_answer_challenge
from priorities.challenges.queries import challenges_of, problem_with_challenging
from priorities.polls.models import Poll


def challenges(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """Every challenge that was made to a result, and what was answered."""
    poll = _poll(request, poll_id)
    context = {
        "poll": poll,
        "challenges": challenges_of(poll, request.user),
        "problem": problem_with_challenging(poll, timezone.now()),
    }
    return page(request, "priorities/challenges.html", context)


@never_cache
@sensitive_post_parameters()
def make_challenge(request: CouncilRequest, poll_id: UUID) -> HttpResponse:
    """Say what is wrong with a result, signed in, or with the code of a vote or a letter."""
    poll, at = _poll(request, poll_id), timezone.now()
    by = request.user if request.user.is_authenticated else None
    problem, refused = problem_with_challenging(poll, at), None
    form = ChallengeForm(request.POST or None, is_signed_in=by is not None)
    if form.is_valid() and not problem:
        try:
            with _limited(request, at):
                actions.make_challenge(by=by, poll=poll, at=at, **form.cleaned_data)
        except actions.ChallengeRefused as refusal:
            form.refuse(refusal)
            refused = refusal
        else:
            messages.success(
                request, _("Your challenge was made. The result waits for the council's answer.")
            )
            return redirect("challenges", poll_id)
    status = 409 if problem and form.is_bound else _status(form, refused)
    context = {"poll": poll, "form": form, "problem": problem}
    return page(request, "priorities/make_challenge.html", context, status=status)


@never_cache
@sensitive_post_parameters()
def withdraw_challenge(request: CouncilRequest, poll_id: UUID, pk: int) -> HttpResponse:
    """Take one's own challenge back: with the code, where it was made with one."""
    challenge, at, refused = _challenge(request, poll_id, pk), timezone.now(), None
    is_signed_in = challenge.made_by_id is not None and challenge.made_by_id == request.user.pk
    form = CodeForm(request.POST or None)
    if request.method == "POST" and (is_signed_in or form.is_valid()):
        code = "" if is_signed_in else form.cleaned_data["code"]
        try:
            with _limited(request, at):
                actions.withdraw_challenge(by=request.user, challenge=challenge, code=code, at=at)
        except actions.ChallengeRefused as refusal:
            form.refuse(refusal)
            refused = refusal
        else:
            messages.success(request, _("Your challenge is withdrawn."))
            return redirect("challenges", poll_id)
    context = {
        "poll": challenge.poll,
        "challenge": challenge,
        "form": None if is_signed_in else form,
    }
    status = 200 if is_signed_in else _status(form, refused)
    return page(request, "priorities/withdraw_challenge.html", context, status=status)


@login_required
def check_challenge(request: UserRequest, poll_id: UUID, pk: int) -> HttpResponse:
    """Publish the reason of a challenge, or keep it back."""
    challenge = _challenge(request, poll_id, pk)
    if request.method != "POST":
        return redirect("challenges", poll_id)
    names_nobody = request.POST.get("names_nobody") == "yes"
    actions.check_challenge(
        by=request.user, challenge=challenge, names_nobody=names_nobody, at=timezone.now()
    )
    messages.success(
        request, _("The reason is published.") if names_nobody else _("The reason is kept back.")
    )
    return redirect("challenges", poll_id)


@login_required
def answer_challenge(request: UserRequest, poll_id: UUID, pk: int) -> HttpResponse:
    """Answer a challenge in public."""
    challenge = _challenge(request, poll_id, pk)
    require(may_answer_challenge(request.user, challenge))
    form = ChallengeAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_challenge(
                by=request.user, challenge=challenge, at=timezone.now(), **form.cleaned_data
            )
        except actions.ChallengeRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Answered. Everybody can read it."))
            return redirect("challenges", poll_id)
    context = {"poll": challenge.poll, "challenge": challenge, "form": form}
    return page(
        request, "priorities/answer_challenge.html", context, status=422 if form.errors else 200
    )


def _status(form: CodeForm, refusal: Exception | None) -> int:
    return 429 if isinstance(refusal, actions.CodesPaused) else 422 if form.errors else 200


def _limited(request: CouncilRequest, at: datetime) -> AbstractContextManager[None]:
    """Hold up whoever guesses codes in this browser, or from its network."""
    network = get_ip(request)
    return actions.limited_guesses(session=request.session, network=network, at=at)


def _poll(request: CouncilRequest | UserRequest, poll_id: UUID) -> Poll:
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    return get_object_or_404(polls.opened(), pk=poll_id)


def _challenge(request: CouncilRequest | UserRequest, poll_id: UUID, pk: int) -> Challenge:
    found = Challenge.objects.of(request.council).filter(poll=poll_id)
    return get_object_or_404(found.select_related("poll__round__council"), pk=pk)
