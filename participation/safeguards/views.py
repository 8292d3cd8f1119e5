"""The page where a council says what takes two people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.permissions import require
from participation.councils.models import Council
from participation.people.models import UserRequest
from participation.safeguards import actions
from participation.safeguards.forms import SafeguardsForm
from participation.safeguards.permissions import may_choose_safeguards


@login_required
def safeguards(request: UserRequest) -> HttpResponse:
    """Whether one officer opens a vote, or two do."""
    require(may_choose_safeguards(request.user, request.council))
    council = Council.objects.get(pk=request.council.pk)  # as it is, not as it is remembered
    initial = {"needs_two_to_open_polls": council.needs_two_to_open_polls}
    form = SafeguardsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.choose_safeguards(
            by=request.user, council=council, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved."))
        return redirect("safeguards")
    return page(request, "participation/safeguards.html", {"form": form})
