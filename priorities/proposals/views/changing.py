"""Changing and withdrawing one's own published proposal, and what it was before."""

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
from priorities.proposals import actions
from priorities.proposals.actions import ProposalRefused
from priorities.proposals.forms.writing import ChangeForm
from priorities.proposals.models import LONGEST, Proposal
from priorities.proposals.permissions import may_change_proposal, may_withdraw_proposal
from priorities.proposals.queries import changes_of, people_in


@login_required
def change_proposal(request: UserRequest, pk: int) -> HttpResponse:
    """Other words for what is published; passages that may tell who somebody is are shown once
    before they are.
    """
    at, found = timezone.now(), _own(request, pk)
    require(may_change_proposal(request.user, found, at))
    typed = request.POST if request.method == "POST" else None
    form = ChangeForm(typed, sender=sender_of(request, "propose"), initial=found.texts)
    people = []
    if form.is_valid():
        texts = {name: form.cleaned_data[name] for name in LONGEST}
        people = people_in(texts)
        if not people or form.cleaned_data["looked"]:
            try:
                actions.change_proposal(by=request.user, proposal=found, texts=texts, at=at)
            except ProposalRefused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("Everybody reads the new words now."))
                return redirect("proposal_detail", pk)
        form.mark_looked()
    context = {"form": form, "proposal": found, "people": people}
    status = 422 if form.errors else 200
    return page(request, "priorities/change_proposal.html", context, status=status)


@login_required
def withdraw_proposal(request: UserRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    found = _own(request, pk)
    require(may_withdraw_proposal(request.user, found))
    if request.method == "POST":
        actions.withdraw_proposal(by=request.user, proposal=found, at=timezone.now())
        messages.success(request, _("You have withdrawn it. Nobody else reads it any more."))
        return redirect("proposal_detail", pk)
    return page(request, "priorities/withdraw_proposal.html", {"proposal": found})


def proposal_versions(request: CouncilRequest, pk: int) -> HttpResponse:
    """What a proposal was before its author changed it. What is hidden, hides all of it."""
    readable = Proposal.objects.of(request.council).visible_to(request.user)
    found = get_object_or_404(readable.select_related("round"), pk=pk)
    context = {"proposal": found, "changes": changes_of(found)}
    return page(request, "priorities/proposal_versions.html", context)


def _own(request: UserRequest, pk: int) -> Proposal:
    own = Proposal.objects.of(request.council).filter(author=request.user)
    return get_object_or_404(own.select_related("round__council"), pk=pk)
