"""A person's own page: what we know about them, and how they change it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from participation.details.actions import PostcodeUnknown, give_details
from participation.details.forms import DetailsForm
from participation.details.queries import standing_of
from participation.people.models import UserRequest
from participation.people.permissions import Permission, holds


@login_required
def your_details(request: UserRequest) -> HttpResponse:
    """What we know about the reader, what it lets them do, and how to change it."""
    form = DetailsForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid() and _are_kept(request, form):
        messages.success(request, _("Your details are saved."))
        return redirect("your_details")
    context = {
        "form": form,
        "standing": standing_of(request.user, request.council),
        "may_declare": holds(request.user, Permission.DECLARE_INTERESTS, request.council),
    }
    return page(request, "participation/your_details.html", context)


def _are_kept(request: UserRequest, form: DetailsForm) -> bool:
    try:
        give_details(
            by=request.user, council=request.council, at=timezone.now(), **form.cleaned_data
        )
    except PostcodeUnknown as problem:
        form.add_error("postcode", str(problem))
        return False
    return True
