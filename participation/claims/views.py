"""The pages where people say which services they use, and where it is confirmed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from coopservices import audit
from coopservices.pages import page
from coopservices.permissions import require
from participation.claims import actions
from participation.claims.actions import HOLDS, WAITS, ClaimRefused
from participation.claims.forms import ClaimForm, DecisionForm
from participation.claims.models import Claim
from participation.claims.permissions import may_decide_claim, may_see_claims
from participation.claims.queries import claims_of, claims_to_decide
from participation.people.models import UserRequest

# --- Of whoever uses a service --------------------------------------------------------------------


@never_cache
@login_required
def your_services(request: UserRequest) -> HttpResponse:
    """What the reader has said of services, and how far it is."""
    claims = claims_of(request.user, request.council, at=timezone.now())
    return page(request, "participation/your_services.html", {"claims": claims})


@never_cache
@login_required
def make_claim(request: UserRequest) -> HttpResponse:
    """Saying that one uses a service; who will see it is said first."""
    form = ClaimForm(
        request.POST if request.method == "POST" else None,
        council=request.council,
        initial={"known_as": request.user.name, "service": request.GET.get("service")},
    )
    if form.is_valid():
        try:
            actions.make_claim(
                by=request.user, council=request.council, at=timezone.now(), **form.cleaned_data
            )
        except ClaimRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("We have asked. Look here again to see the answer."))
            return redirect("your_services")
    context = {"form": form, "waits": WAITS.days, "holds": HOLDS.days}
    status = 422 if form.errors else 200
    return page(request, "participation/make_claim.html", context, status=status)


@require_POST
@login_required
def withdraw_claim(request: UserRequest, claim_id: int) -> HttpResponse:
    """It is as if it had never been said."""
    theirs = Claim.objects.of(request.council).filter(user=request.user)
    claim = get_object_or_404(theirs, pk=claim_id)
    actions.withdraw_claim(by=request.user, claim=claim, at=timezone.now())
    messages.success(request, _("Withdrawn."))
    return redirect("your_services")


# --- Of whoever confirms it -----------------------------------------------------------------------


@never_cache
@login_required
def claims(request: UserRequest) -> HttpResponse:
    """What waits for the reader to confirm it."""
    require(may_see_claims(request.user, request.council))
    waiting = claims_to_decide(request.user, request.council, at=timezone.now())
    return page(request, "participation/claims.html", {"claims": waiting})


@never_cache
@login_required
def decide_claim(request: UserRequest, claim_id: int) -> HttpResponse:
    """One claim, who makes it, and the answer."""
    require(may_see_claims(request.user, request.council))
    at = timezone.now()
    asked = Claim.objects.visible_to(request.user).of(request.council).waiting(at)
    claim = get_object_or_404(asked.select_related("user", "service"), pk=claim_id)
    require(may_decide_claim(request.user, claim))
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.decide_claim(by=request.user, claim=claim, at=at, **form.cleaned_data)
        except ClaimRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. They see your answer on their own page."))
        return redirect("claims")
    if request.method == "GET":
        audit.record_reading(
            "claim_read", claim.user, by=request.user, council=request.council, at=at
        )
    context = {"claim": claim, "form": form, "holds": HOLDS.days}
    status = 422 if form.errors else 200
    return page(request, "participation/decide_claim.html", context, status=status)
