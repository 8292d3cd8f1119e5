"""Writing a proposal, one thing per page, kept at every step, until its author publishes it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.watching import sender_of
from participation.models import CouncilRequest, UserRequest
from priorities.proposals import actions
from priorities.proposals.actions import ProposalRefused
from priorities.proposals.forms.writing import (
    STEPS,
    NamingForm,
    PlaceForm,
    PublishForm,
    StepForm,
)
from priorities.proposals.models import Proposal
from priorities.proposals.permissions import may_edit_proposal, may_propose, roles_to_propose_in
from priorities.proposals.queries import (
    drafts_in,
    people_told_of,
    services_to_name,
    similar_to,
    wards_to_name,
)
from priorities.rounds.models import Act, Round

NAMES = list(STEPS)


def start_proposal(request: CouncilRequest, slug: str) -> HttpResponse:
    """What it takes to propose something; the button begins a draft, or goes on with the one that
    is there.
    """
    at = timezone.now()
    found = get_object_or_404(
        Round.objects.of(request.council).visible_to(request.user).with_phases(), slug=slug
    )
    if request.method == "POST":
        draft = actions.start_proposal(by=request.user, round=found, at=at)  # type: ignore[arg-type]  # the action refuses strangers
        return redirect("write_proposal", pk=draft.pk, step=NAMES[0])
    return page(
        request,
        "priorities/start_proposal.html",
        {
            "round": found,
            "is_open_for_proposals": found.opens(Act.PROPOSE, at),
            "may_propose": may_propose(request.user, found, at),
            "drafts": drafts_in(found, request.user),
        },
    )


@login_required
def write_proposal(request: UserRequest, pk: int, step: str) -> HttpResponse:
    """One step. What is typed is kept before the next page is shown, and the draft waits if the
    author stops here.
    """
    at = timezone.now()
    draft = _draft(request, pk)
    kind = STEPS.get(step)
    if kind is None or draft.is_published:
        return redirect(draft)
    require(may_edit_proposal(request.user, draft, at))
    stops_here = "later" in request.POST
    form = _form(request, kind, draft, is_unfinished=stops_here)
    if request.method == "POST" and form.is_valid() and _is_kept(request, draft, form):
        return _next(request, draft, step, stops_here=stops_here)
    context = {
        "form": form,
        "proposal": draft,
        "step": _place_of(step),
        "back": _before(draft, step),
    }
    return page(request, "priorities/write_proposal.html", context)


@login_required
def check_proposal(request: UserRequest, pk: int) -> HttpResponse:
    """The whole draft, and what others have already said that is much like it."""
    draft = _draft(request, pk)
    if draft.is_published:
        return redirect(draft)
    require(may_edit_proposal(request.user, draft, timezone.now()))
    form = PublishForm(None, sender=sender_of(request, "propose"))
    return page(request, "priorities/check_proposal.html", {**_to_check(draft), "form": form})


@login_required
def publish_proposal(request: UserRequest, pk: int) -> HttpResponse:
    """Publish, and then say so."""
    draft = _draft(request, pk)
    if request.method == "POST":
        form = PublishForm(request.POST, sender=sender_of(request, "propose"))
        problem: ProposalRefused | None = None
        if form.is_valid():
            try:
                actions.publish_proposal(by=request.user, proposal=draft, at=timezone.now())
            except ProposalRefused as refusal:
                problem = refusal
            else:
                return redirect("publish_proposal", pk=pk)
        return page(
            request,
            "priorities/check_proposal.html",
            {**_to_check(draft), "form": form, "problem": problem},
            status=422,
        )
    if not draft.is_published:
        return redirect("check_proposal", pk=pk)
    return page(
        request, "priorities/publish_proposal.html", {"proposal": draft, "round": draft.round}
    )


def _draft(request: UserRequest, pk: int) -> Proposal:
    own = Proposal.objects.of(request.council).filter(author=request.user).for_cards()
    return get_object_or_404(own.select_related("round__council", "round__sector"), pk=pk)


def _form(
    request: UserRequest, kind: type[StepForm], draft: Proposal, *, is_unfinished: bool
) -> StepForm:
    more: dict[str, Any] = {}
    if kind is PlaceForm:
        more = {
            "wards": wards_to_name(draft, timezone.localdate()),
            "services": services_to_name(draft),
        }
    if kind is NamingForm:
        more = {
            "roles": roles_to_propose_in(request.user, request.council),
            "name": request.user.name,
        }
    typed = request.POST if request.method == "POST" else None
    return kind(typed, proposal=draft, is_unfinished=is_unfinished, **more)


def _is_kept(request: UserRequest, draft: Proposal, form: StepForm) -> bool:
    try:
        words: Any = form.cleaned_data
        actions.write_proposal(by=request.user, proposal=draft, words=words, at=timezone.now())
    except ProposalRefused as problem:
        form.refuse(problem)
        return False
    return True


def _next(request: HttpRequest, draft: Proposal, step: str, *, stops_here: bool) -> HttpResponse:
    if stops_here:
        messages.success(request, _("Your draft is saved. You can finish it later from this page."))
        return redirect("round_detail", slug=draft.round.slug)
    last = "check" in request.GET or step == NAMES[-1]
    if last:
        return redirect("check_proposal", pk=draft.pk)
    return redirect("write_proposal", pk=draft.pk, step=NAMES[NAMES.index(step) + 1])


def _before(draft: Proposal, step: str) -> str:
    place = NAMES.index(step)
    if place == 0:
        return reverse("start_proposal", kwargs={"slug": draft.round.slug})
    return reverse("write_proposal", kwargs={"pk": draft.pk, "step": NAMES[place - 1]})


def _place_of(step: str) -> str:
    place = {"step": NAMES.index(step) + 1, "steps": len(NAMES)}
    return _("Step %(step)s of %(steps)s") % place


def _to_check(draft: Proposal) -> dict[str, Any]:
    return {
        "proposal": draft,
        "round": draft.round,
        "similar": similar_to(draft),
        "missing": draft.missing,
        "people": people_told_of(draft),
    }
