"""Reporting a proposal, a moderator's pages, appeals, and what everybody may know of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.watching import sender_of
from participation.models import CouncilRequest, UserRequest
from participation.people.permissions import Permission, holds
from priorities.moderation import actions
from priorities.moderation.actions import ModerationRefused
from priorities.moderation.forms import AppealAnswerForm, AppealForm, DecisionForm, ReportForm
from priorities.moderation.models import ModerationDecision
from priorities.moderation.permissions import (
    may_answer_appeal,
    may_appeal,
    may_moderate,
    may_report,
)
from priorities.moderation.queries import (
    appeals_waiting,
    hiding_of,
    moderation_log,
    reported_proposals,
)
from priorities.moderation_reasons.queries import usable_reasons
from priorities.proposals.models import Proposal


def about_moderation(request: CouncilRequest) -> HttpResponse:
    """For which reasons proposals are hidden, and how often it happened."""
    context = {"log": moderation_log(request.council, at=timezone.now())}
    return page(request, "priorities/about_moderation.html", context)


@login_required
def report_proposal(request: UserRequest, pk: int) -> HttpResponse:
    """What is wrong with a proposal."""
    proposal = _proposal(request, pk, is_any=False)
    require(may_report(request.user, proposal))
    sender = sender_of(request, "report")
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        sender=sender,
        reasons=usable_reasons(request.council, timezone.now()).values(),
    )
    if form.is_valid():
        try:
            actions.report_proposal(
                by=request.user, proposal=proposal, at=timezone.now(), **form.cleaned_data
            )
        except ModerationRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Thank you. A moderator will look at it."))
            return redirect("proposal_detail", pk)
    context = {"form": form, "proposal": proposal}
    status = 422 if form.errors else 200
    return page(request, "priorities/report_proposal.html", context, status=status)


# --- A moderator's --------------------------------------------------------------------------------


@login_required
def moderation(request: UserRequest) -> HttpResponse:
    """What waits for a moderator."""
    require(holds(request.user, Permission.MODERATE, request.council))
    context = {
        "reported": reported_proposals(request.council),
        "appeals": appeals_waiting(request.council, request.user),
    }
    return page(request, "priorities/moderation.html", context)


@login_required
def moderate_proposal(request: UserRequest, pk: int) -> HttpResponse:
    """A proposal with what readers say of it, and whether it stays."""
    proposal = _proposal(request, pk)
    require(may_moderate(request.user, proposal))
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        reasons=usable_reasons(request.council, timezone.now()).values(),
    )
    if form.is_valid():
        try:
            actions.decide_on_proposal(
                by=request.user, proposal=proposal, at=timezone.now(), **form.cleaned_data
            )
        except ModerationRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Decided."))
            return redirect("moderation")
    reports = proposal.reports.waiting().select_related("own_reason")
    context = {"form": form, "proposal": proposal, "reports": reports}
    status = 422 if form.errors else 200
    return page(request, "priorities/moderate_proposal.html", context, status=status)


@login_required
def answer_appeal(request: UserRequest, pk: int) -> HttpResponse:
    """What the author says, and whether the proposal stays hidden."""
    rows = ModerationDecision.objects.of(request.council)
    decision = get_object_or_404(rows.select_related("proposal__round__council"), pk=pk)
    require(may_answer_appeal(request.user, decision))
    form = AppealAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.answer_appeal(
                by=request.user, decision=decision, at=timezone.now(), **form.cleaned_data
            )
        except ModerationRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Decided."))
            return redirect("moderation")
    context = {"form": form, "decision": decision, "proposal": decision.proposal}
    status = 422 if form.errors else 200
    return page(request, "priorities/answer_appeal.html", context, status=status)


# --- An author's ----------------------------------------------------------------------------------


@login_required
def appeal(request: UserRequest, pk: int) -> HttpResponse:
    """Asking another moderator to look again."""
    proposal = _proposal(request, pk, is_any=False)
    decision = hiding_of(proposal)
    require(decision is not None and may_appeal(request.user, decision))
    form = AppealForm(request.POST if request.method == "POST" else None)
    if decision is not None and form.is_valid():
        try:
            actions.appeal(
                by=request.user, decision=decision, at=timezone.now(), **form.cleaned_data
            )
        except ModerationRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Another moderator will look at it."))
            return redirect("proposal_detail", pk)
    context = {"form": form, "proposal": proposal, "decision": decision}
    status = 422 if form.errors else 200
    return page(request, "priorities/appeal.html", context, status=status)


def _proposal(request: UserRequest, pk: int, *, is_any: bool = True) -> Proposal:
    rows = Proposal.objects.of(request.council)
    readable = rows if is_any else rows.visible_to(request.user)
    return get_object_or_404(readable.for_cards().select_related("round__council"), pk=pk)
