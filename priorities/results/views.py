"""Certifying a result, deciding about it with a colleague, looking up a receipt, and, while a
result may be challenged, one's own sealed ballot.
"""

from uuid import UUID

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.languages import say
from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from participation.electors.queries import voter_of
from participation.models import CouncilRequest, UserRequest
from priorities.ballots.queries.held_ballot import held_ballot
from priorities.engines.sealing.receipts import ReceiptUnreadable
from priorities.engines.sealing.seal import SealBroken
from priorities.polls.forms import SureForm
from priorities.polls.models import Poll
from priorities.polls.permissions import may_certify_poll
from priorities.polls.queries.polls import opened_poll
from priorities.results.actions import certifying, joint_decisions
from priorities.results.forms import DecisionForm, ReceiptForm
from priorities.results.models import JointDecision
from priorities.results.permissions import may_propose_decision
from priorities.results.queries.certifying import problem_with_certifying
from priorities.results.queries.files import tags_file
from priorities.results.queries.joint_decisions import decisions_of, has_colleague
from priorities.results.queries.receipts import FoundLine, find_by_receipt, poll_of_receipt

log = structlog.get_logger(__name__)


@login_required
@shown_again
def certify_poll(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """What will be destroyed; then the result is final."""
    at = timezone.now()
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    poll = get_object_or_404(polls, pk=poll_id)
    require(may_certify_poll(request.user, poll))
    problem = problem_with_certifying(poll, at)
    form = SureForm(request.POST or None)
    if form.is_valid() and not problem:
        try:
            certifying.certify_poll(by=request.user, poll=poll, at=at)
        except certifying.CertifyRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("The result is certified, and the key is destroyed."))
            return redirect("vote", poll_id)
    context = {"form": form, "poll": poll, "problem": problem}
    status = 422 if form.errors else 409 if form.is_bound and problem else 200
    return page(request, "priorities/certify_poll.html", context, status=status)


@login_required
@shown_again
def decide_jointly(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """What waits for a second person to confirm, and a proposal of one's own."""
    poll = _poll(request, poll_id)
    require(may_propose_decision(request.user, poll))
    at = timezone.now()
    form = DecisionForm(request.POST or None, poll=poll, at=at)
    if form.is_valid():
        try:
            joint_decisions.propose_decision(by=request.user, poll=poll, at=at, **form.facts)
        except joint_decisions.DecisionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Proposed. It holds once a colleague has confirmed it."))
            return redirect("decide_jointly", poll_id)
    context = {
        "poll": poll,
        "form": form,
        "decisions": decisions_of(poll, request.user, at),
        "has_colleague": has_colleague(request.user, poll),
    }
    return page(
        request, "priorities/decide_jointly.html", context, status=422 if form.errors else 200
    )


@login_required
@shown_again
def confirm_decision(request: UserRequest, poll_id: UUID, pk: int) -> HttpResponse:
    """Confirm what a colleague proposed."""
    decision = _unconfirmed(request, poll_id, pk)
    if request.method != "POST":
        return redirect("decide_jointly", poll_id)
    try:
        joint_decisions.confirm_decision(by=request.user, decision=decision, at=timezone.now())
    except joint_decisions.DecisionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed. Everybody can read it on the page of the vote."))
    return redirect("decide_jointly", poll_id)


@login_required
def drop_decision(request: UserRequest, poll_id: UUID, pk: int) -> HttpResponse:
    """Take a proposal away that nobody has confirmed."""
    decision = _unconfirmed(request, poll_id, pk)
    if request.method != "POST":
        return redirect("decide_jointly", poll_id)
    joint_decisions.drop_decision(by=request.user, decision=decision, at=timezone.now())
    messages.success(request, _("The proposal is gone."))
    return redirect("decide_jointly", poll_id)


def _unconfirmed(request: UserRequest, poll_id: UUID, pk: int) -> JointDecision:
    unconfirmed = JointDecision.objects.of(request.council).unconfirmed()
    found = unconfirmed.select_related("poll__round__council").filter(poll=poll_id)
    return get_object_or_404(found, pk=pk)


@never_cache
@sensitive_post_parameters()
def check_receipt(request: CouncilRequest, poll_id: UUID | None = None) -> HttpResponse:
    """Which published lines belong to a code, of one poll or of whichever it is; in the reader's
    browser, or here without JavaScript. While voting is open no code is looked at.
    """
    poll = _poll(request, poll_id) if poll_id else None
    polls = [poll] if poll else list(Poll.objects.of(request.council).checkable())
    polls = [each for each in polls if each.has_result]
    form = ReceiptForm(request.POST or None if polls else None)
    found: list[FoundLine] | None = None
    its_poll = None
    if form.is_valid():
        try:
            its_poll = poll_of_receipt(polls, form.cleaned_data["code"])
            found = find_by_receipt(its_poll, form.cleaned_data["code"]) if its_poll else []
        except ReceiptUnreadable as problem:
            form.add_error("code", say(problem))
    context = {
        "poll": poll,
        "polls": [(each, tags_file(each.result)) for each in polls],
        "form": form,
        "found": found,
        "found_in": its_poll,
    }
    return page(
        request, "priorities/check_receipt.html", context, status=422 if form.errors else 200
    )


@never_cache
@login_required
def your_ballot(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """What is stored for the reader, and for nobody else, between the end of the vote and its
    certification.
    """
    poll = _poll(request, poll_id)
    may_look = poll.is_closed and not poll.is_certified
    voter = voter_of(request.user, request.council.pk) if may_look else None
    held, is_broken = None, False
    try:
        held = held_ballot(voter, opened_poll(poll.pk)) if voter else None
    except SealBroken:
        log.critical("held_ballot_does_not_open", poll=str(poll.pk))  # and never whose it is
        is_broken = True
    context = {"poll": poll, "held": held, "may_look": may_look, "is_broken": is_broken}
    return page(request, "priorities/your_ballot.html", context, status=409 if is_broken else 200)


def _poll(request: CouncilRequest | UserRequest, poll_id: UUID) -> Poll:
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    return get_object_or_404(polls.opened(), pk=poll_id)
