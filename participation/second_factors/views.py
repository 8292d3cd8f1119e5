"""The page where an officer takes a colleague's lost second factor away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from participation.memberships.models import Membership
from participation.memberships.queries import has_second_factor
from participation.people.models import UserRequest
from participation.people.permissions import Permission, holds
from participation.second_factors import actions
from participation.second_factors.actions import ResetRefused
from participation.second_factors.permissions import may_reset_second_factors


@login_required
@shown_again
def reset_second_factors(request: UserRequest, membership_id: int) -> HttpResponse:
    """Taking a colleague's second factors away, after asking."""
    require(holds(request.user, Permission.RUN_COUNCIL, request.council))
    given = Membership.objects.filter(council=request.council).select_related("user", "council")
    membership = get_object_or_404(given, pk=membership_id)
    require(may_reset_second_factors(request.user, membership))
    problem = ""
    if request.method == "POST":
        try:
            actions.reset_second_factors(by=request.user, membership=membership, at=timezone.now())
        except ResetRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Their second step is taken away. We have told them."))
            return redirect("people")
    context = {
        "membership": membership,
        "problem": problem,
        "has_one": has_second_factor(membership.user),
    }
    status = 422 if problem else 200
    return page(request, "participation/reset_second_factors.html", context, status=status)
