"""Making a commitment, saying what was done, and saying whether it worked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.permissions import require
from outcomes.commitments import actions
from outcomes.commitments.forms.writing import CommitmentForm, UpdateForm, VerdictForm
from outcomes.commitments.models import Commitment
from outcomes.commitments.permissions import may_give_verdict, may_make_commitment, may_post_update
from outcomes.commitments.queries.commitments import own_verdict
from outcomes.findings.models import Finding
from participation.models import UserRequest


@login_required
def make_commitment(request: UserRequest, pk: int) -> HttpResponse:
    """Promise something because of a finding."""
    finding = get_object_or_404(Finding.objects.visible_to(request.user).of(request.council), pk=pk)
    require(may_make_commitment(request.user, finding))
    form = CommitmentForm(request.POST or None, council=request.council)
    if form.is_valid():
        try:
            made = actions.make_commitment(
                by=request.user, finding=finding, at=timezone.now(), **form.cleaned_data
            )
        except actions.CommitmentRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The promise is public now."))
            return redirect("commitment_detail", made.pk)
    context = {"form": form, "finding": finding}
    return page(
        request, "outcomes/make_commitment.html", context, status=422 if form.errors else 200
    )


@login_required
def post_update(request: UserRequest, pk: int) -> HttpResponse:
    """Say what was done."""
    found = _commitment(request, pk)
    require(may_post_update(request.user, found))
    form = UpdateForm(request.POST or None, is_trial=found.is_trial)
    if form.is_valid():
        try:
            actions.post_update(
                by=request.user, commitment=found, at=timezone.now(), **form.cleaned_data
            )
        except actions.UpdateRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your update is public now."))
            return redirect("commitment_detail", pk)
    context = {"form": form, "commitment": found}
    return page(request, "outcomes/post_update.html", context, status=422 if form.errors else 200)


@login_required
def give_verdict(request: UserRequest, pk: int) -> HttpResponse:
    """Say whether it worked."""
    found = _commitment(request, pk)
    require(may_give_verdict(request.user, found))
    form = VerdictForm(request.POST or None, initial={"kind": own_verdict(request.user, found)})
    if form.is_valid():
        actions.give_verdict(
            by=request.user, commitment=found, at=timezone.now(), **form.cleaned_data
        )
        messages.success(
            request,
            _("Thank you. Your answer is counted with the others, and shown to nobody as yours."),
        )
        return redirect("commitment_detail", pk)
    context = {"form": form, "commitment": found}
    return page(request, "outcomes/give_verdict.html", context, status=422 if form.errors else 200)


def _commitment(request: UserRequest, pk: int) -> Commitment:
    return get_object_or_404(Commitment.objects.visible_to(request.user).of(request.council), pk=pk)
