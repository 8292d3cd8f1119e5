"""The public register of interests, and the pages where people declare theirs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coopservices.pages import page
from coopservices.permissions import require
from participation.interests import actions
from participation.interests.actions import InterestRefused
from participation.interests.forms import InterestForm
from participation.interests.models import Interest
from participation.interests.permissions import may_declare_interest
from participation.interests.queries import interests_of, register_of
from participation.people.models import CouncilRequest, UserRequest
from participation.people.permissions import Permission, holds


def about_interests(request: CouncilRequest) -> HttpResponse:
    """All that was declared here, for everybody."""
    context = {
        "interests": register_of(request.council, request.GET.get("page")),
        "may_declare": may_declare_interest(request.user, request.council),
        "may_end": holds(request.user, Permission.RUN_COUNCIL, request.council),
    }
    return page(request, "participation/about_interests.html", context)


@login_required
def your_interests(request: UserRequest) -> HttpResponse:
    """What the reader has declared."""
    require(may_declare_interest(request.user, request.council))
    interests = interests_of(request.user, request.council)
    return page(request, "participation/your_interests.html", {"interests": interests})


@login_required
def declare_interest(request: UserRequest) -> HttpResponse:
    """Declaring one."""
    require(may_declare_interest(request.user, request.council))
    form = InterestForm(request.POST if request.method == "POST" else None, council=request.council)
    if form.is_valid():
        try:
            actions.declare_interest(
                by=request.user, council=request.council, at=timezone.now(), **form.cleaned_data
            )
        except InterestRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is on the public register now."))
            return redirect("your_interests")
    status = 422 if form.errors else 200
    return page(request, "participation/declare_interest.html", {"form": form}, status=status)


@require_POST
@login_required
def end_interest(request: UserRequest, interest_id: int) -> HttpResponse:
    """It is so no more; the register says since when."""
    interest = get_object_or_404(Interest.objects.of(request.council), pk=interest_id)
    actions.end_interest(by=request.user, interest=interest, at=timezone.now())
    messages.success(request, _("The register says that it has ended."))
    is_own = interest.user_id == request.user.pk
    return redirect("your_interests" if is_own else "about_interests")
