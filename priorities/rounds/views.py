"""An officer's pages: beginning a round, and publishing it."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.dates import end_of, start_of
from coopservices.pages import page
from coopservices.permissions import require
from participation.models import UserRequest
from priorities.rounds.actions import publishing
from priorities.rounds.actions.publishing import PhasePlan
from priorities.rounds.forms import BLANK, BeginRoundForm, RoundForm, suggested_round
from priorities.rounds.models import ACTS, Act, Round
from priorities.rounds.permissions import may_publish_round

ONE_DAY = timedelta(days=1)


@login_required
def start_round(request: UserRequest) -> HttpResponse:
    """What a round is begun from: nothing, or what is suggested for a sector."""
    require(may_publish_round(request.user, request.council))
    asked = request.GET if "like" in request.GET or "begin" in request.GET else None
    form = BeginRoundForm(asked, council=request.council)
    if form.is_valid():
        query = {} if form.cleaned_data["like"] == BLANK else form.cleaned_data
        return redirect(f"{reverse('publish_round')}?{urlencode(query)}".rstrip("?"))
    status = 422 if form.errors else 200
    return page(request, "priorities/start_round.html", {"form": form}, status=status)


@login_required
def publish_round(request: UserRequest) -> HttpResponse:
    """All about a round on one page; published, it leads to itself."""
    require(may_publish_round(request.user, request.council))
    typed = request.POST if request.method == "POST" else None
    like = suggested_round(request.council, request.GET.get("like", ""), timezone.localdate())
    form = RoundForm(typed, council=request.council, initial=like)
    if form.is_valid() and (published := _published(request, form)):
        messages.success(request, _("The round is published. Everybody can read it now."))
        return redirect("round_detail", slug=published.slug)
    status = 422 if form.errors else 200
    return page(request, "priorities/publish_round.html", {"form": form}, status=status)


def _published(request: UserRequest, form: RoundForm) -> Round | None:
    facts = dict(form.cleaned_data)
    phases = [_phase(facts.pop(f"{act}_from"), facts.pop(f"{act}_until"), act) for act in ACTS]
    try:
        return publishing.publish_round(
            by=request.user, council=request.council, phases=phases, at=timezone.now(), **facts
        )
    except publishing.RoundRefused as problem:
        form.refuse(problem)
        return None


def _phase(first: date, last: date, act: Act) -> PhasePlan:
    """From the first minute of the first day to the end of the last, as the council's clocks tell
    them.
    """
    return PhasePlan("", start_of(first), end_of(last), frozenset({act}))
