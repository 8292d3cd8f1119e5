"""An officer's page of the reasons for which proposals are hidden."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coopservices.pages import page
from coopservices.permissions import require
from participation.models import UserRequest
from priorities.moderation_reasons import actions
from priorities.moderation_reasons.actions import ReasonRefused
from priorities.moderation_reasons.forms import ReasonForm
from priorities.moderation_reasons.models import CouncilReason
from priorities.moderation_reasons.permissions import may_set_reasons
from priorities.moderation_reasons.queries import reasons_of


@login_required
def moderation_reasons(request: UserRequest) -> HttpResponse:
    """The platform's reasons and the council's own, and adding one."""
    require(may_set_reasons(request.user, request.council))
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        may_write_welsh=request.council.may_write_welsh,
        must_write_welsh=request.council.must_write_welsh,
    )
    if form.is_valid():
        try:
            actions.add_reason(
                by=request.user, council=request.council, at=timezone.now(), **form.cleaned_data
            )
        except ReasonRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Published. Proposals can be hidden for it from this time tomorrow.")
            )
            return redirect("moderation_reasons")
    reasons = reasons_of(request.council)
    context = {
        "form": form,
        "standing": [each for each in reasons if each.ended_at is None],
        "ended": [each for each in reasons if each.ended_at is not None],
    }
    status = 422 if form.errors else 200
    return page(request, "priorities/moderation_reasons.html", context, status=status)


@login_required
def end_reason(request: UserRequest, reason: str) -> HttpResponse:
    """Nothing more is hidden for it, once the officer has read what that means."""
    found = _reason(request, reason)
    if request.method == "POST":
        told = _("Ended. Nothing more is hidden for it.")
        return _done(request, actions.end_reason, found, told)
    if found.always_stands or found.ended_at is not None:
        return redirect("moderation_reasons")
    return page(request, "priorities/end_reason.html", {"reason": found})


@require_POST
@login_required
def take_reason_again(request: UserRequest, reason: str) -> HttpResponse:
    """One of the platform's stands again."""
    told = _("Published. Proposals can be hidden for it from this time tomorrow.")
    return _done(request, actions.take_reason_again, _reason(request, reason), told)


def _reason(request: UserRequest, key: str) -> CouncilReason:
    require(may_set_reasons(request.user, request.council))
    found = next((each for each in reasons_of(request.council) if each.key == key), None)
    if found is None:
        raise Http404
    return found


def _done(
    request: UserRequest, act: Callable[..., object], reason: CouncilReason, told: str
) -> HttpResponse:
    try:
        act(by=request.user, reason=reason, at=timezone.now())
    except ReasonRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("moderation_reasons")
