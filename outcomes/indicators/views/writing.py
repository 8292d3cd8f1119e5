"""An officer's pages of measures: what each needs, defining one, what is drawn beside its figures,
and the files that bring figures in.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from coopservices.forms import Form, answers_of, sent_again
from coopservices.pages import page
from coopservices.permissions import require
from outcomes.indicators.actions import indicators as actions
from outcomes.indicators.actions import releases
from outcomes.indicators.actions.indicators import IndicatorRefused
from outcomes.indicators.actions.releases import ReleaseRefused
from outcomes.indicators.forms import (
    IndicatorForm,
    MarkerForm,
    SendFiguresForm,
    as_suggested,
    as_typed,
)
from outcomes.indicators.models import FiguresFile, Indicator
from outcomes.indicators.permissions import may_measure
from outcomes.indicators.queries.figures import (
    files_of,
    free_key,
    measures_of,
    suggested_measures,
)
from participation.models import UserRequest

A_PAGE = 50
FIRST = 20  # of what a file would change, that stand on its page


@login_required
def measures(request: UserRequest) -> HttpResponse:
    """What the council measures, and what each measure still needs."""
    require(may_measure(request.user, request.council))
    found = Paginator(measures_of(request.council), A_PAGE).get_page(request.GET.get("page"))
    context = {"measures": found, "suggested": suggested_measures(request.council)}
    return page(request, "outcomes/measures.html", context)


@login_required
def define_indicator(request: UserRequest) -> HttpResponse:
    """Something new to measure: asked, checked, and then there."""
    require(may_measure(request.user, request.council))
    like = request.GET.get("like", "")
    suggested = suggested_measures(request.council) if like else []
    initial = as_suggested(next((each for each in suggested if each.key == like), None))
    form = IndicatorForm(_typed(request), council=request.council, initial=initial)
    if form.is_valid() and _is_checked(request):
        name = form.cleaned_data["name"].english
        if _defined(request, form, key=free_key(request.council, name)):
            messages.success(request, _("The measure is there. Next, bring in its figures."))
            return redirect("measures")
    return _asked(request, "outcomes/define_indicator.html", form, {})


@login_required
def edit_indicator(request: UserRequest, key: str) -> HttpResponse:
    """What a measure says of itself, to be said anew. Its address and its figures stay."""
    require(may_measure(request.user, request.council))
    found = _indicator(request, key)
    form = IndicatorForm(_typed(request), council=request.council, initial=as_typed(found))
    facts = {"key": key, "position": found.position}
    if form.is_valid() and _is_checked(request) and _defined(request, form, **facts):
        messages.success(request, _("The measure was changed."))
        return redirect("measures")
    return _asked(request, "outcomes/edit_indicator.html", form, {"indicator": found})


@login_required
def place_marker(request: UserRequest, key: str) -> HttpResponse:
    """Something agreed or something that happened, drawn beside the figures of a measure."""
    require(may_measure(request.user, request.council))
    found = _indicator(request, key)
    form = MarkerForm(_typed(request), council=request.council)
    if form.is_valid() and _is_checked(request):
        try:
            actions.place_marker(
                by=request.user, indicator=found, at=timezone.now(), **form.cleaned_data
            )
        except IndicatorRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It stands beside the figures in a moment."))
            return redirect("indicator_detail", key)
    context = {"indicator": found, "markers": found.markers.all()}
    return _asked(request, "outcomes/place_marker.html", form, context)


def _typed(request: UserRequest) -> object:
    return request.POST if request.method == "POST" else None


def _is_checked(request: UserRequest) -> bool:
    """Whether somebody has read their answers again and says that they are right."""
    return "checked" in request.POST


def _asked(
    request: UserRequest, name: str, form: Form, context: Mapping[str, object]
) -> HttpResponse:
    """The form; or once it can be read, the answers to check; or the form again, to change them."""
    is_to_check = form.is_bound and form.is_valid() and "change" not in request.POST
    told = {"answers": answers_of(form), "sent": sent_again(request.POST)} if is_to_check else {}
    status = 422 if form.errors else 200
    return page(request, name, {"form": form, **context, **told}, status=status)


def _defined(request: UserRequest, form: IndicatorForm, **facts: Any) -> bool:
    try:
        actions.define_indicator(
            by=request.user, council=request.council, at=timezone.now(), **form.facts, **facts
        )
    except IndicatorRefused as refusal:
        form.refuse(refusal)
        return False
    return True


def _indicator(request: UserRequest, key: str) -> Indicator:
    found = Indicator.objects.filter(council=request.council).select_related("sector", "council")
    return get_object_or_404(found, key=key)


# --- Files of figures -----------------------------------------------------------------------------


@never_cache
@login_required
def figures_files(request: UserRequest) -> HttpResponse:
    """The files of figures that were sent, the newest first."""
    require(may_measure(request.user, request.council))
    found = Paginator(files_of(request.council), A_PAGE).get_page(request.GET.get("page"))
    return page(request, "outcomes/figures_files.html", {"files": found})


@never_cache
@login_required
def send_figures(request: UserRequest) -> HttpResponse:
    """A file of figures, and where it is from."""
    require(may_measure(request.user, request.council))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SendFiguresForm(*sent)
    if form.is_valid():
        try:
            found = releases.send_figures(
                by=request.user, council=request.council, at=timezone.now(), **form.facts
            )
        except ReleaseRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("figures_file", found.pk)
    context = {"form": form, "measures": measures_of(request.council)[:A_PAGE]}
    status = 422 if form.errors else 200
    return page(request, "outcomes/send_figures.html", context, status=status)


@never_cache
@login_required
def figures_file(request: UserRequest, figures_id: UUID) -> HttpResponse:
    """What a file of figures would change, or what became of it."""
    found = _file(request, figures_id)
    context = {"found": found, "faults": found.faults[:FIRST], "changes": found.changes[:FIRST]}
    return page(request, "outcomes/figures_file.html", context)


@login_required
def take_figures(request: UserRequest, figures_id: UUID) -> HttpResponse:
    """Put the figures of a file that was read where everybody sees them."""
    found = _file(request, figures_id)
    if request.method == "POST":
        try:
            release = releases.take_figures(by=request.user, found=found, at=timezone.now())
        except ReleaseRefused as refusal:
            messages.error(request, str(refusal))
        else:
            if release is None:
                messages.error(
                    request, _("It would change something else by now. Look at it again.")
                )
            else:
                messages.success(request, _("The figures were taken. Charts follow in a moment."))
    return redirect("figures_file", figures_id)


@login_required
def discard_figures(request: UserRequest, figures_id: UUID) -> HttpResponse:
    """A file of figures that was not taken goes."""
    found = _file(request, figures_id)
    if request.method == "POST":
        try:
            releases.discard_figures(by=request.user, found=found, at=timezone.now())
        except ReleaseRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The file was deleted."))
    return redirect("figures_files")


def _file(request: UserRequest, figures_id: UUID) -> FiguresFile:
    require(may_measure(request.user, request.council))
    rows = FiguresFile.objects.filter(council=request.council).defer("content")
    return get_object_or_404(rows.select_related("council", "sent_by", "release"), pk=figures_id)
