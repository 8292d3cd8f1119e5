"""The pages where a council says in which languages it speaks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.languages import WELSH
from coopservices.pages import page
from coopservices.permissions import require
from participation.councils.models import Council
from participation.languages import actions
from participation.languages.forms import LanguagesForm
from participation.languages.permissions import may_choose_languages
from participation.languages.queries import is_confirmed
from participation.people.models import UserRequest


@login_required
def languages(request: UserRequest) -> HttpResponse:
    """Whether everything is written in both, and whether somebody has read the Welsh."""
    require(may_choose_languages(request.user, request.council))
    council = Council.objects.get(pk=request.council.pk)  # as it is, not as it is remembered
    typed = request.POST if request.method == "POST" else None
    form = LanguagesForm(typed, initial={"writing": council.writing})
    if form.is_valid():
        actions.choose_languages(
            by=request.user,
            council=council,
            writing=form.cleaned_data["writing"],
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("languages")
    return page(
        request,
        "participation/languages.html",
        {"form": form, "is_confirmed": is_confirmed(council, WELSH)},
    )


@login_required
def confirm_welsh(request: UserRequest) -> HttpResponse:
    """Standing by the Welsh, after asking."""
    require(may_choose_languages(request.user, request.council))
    if request.method == "POST":
        actions.confirm_welsh(by=request.user, council=request.council, at=timezone.now())
        messages.success(request, _("The Welsh of these pages is confirmed."))
        return redirect("languages")
    return page(request, "participation/confirm_welsh.html")
