"""An officer's pages of what the council is: its details, its sectors, and whom it works with."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.forms import Form
from coopservices.pages import page
from coopservices.permissions import require
from participation.councils.models import Council
from participation.founding import actions
from participation.founding.actions import DetailsRefused
from participation.founding.forms import (
    CouncilForm,
    OrganisationForm,
    OwnWordsForm,
    SectorForm,
    ThresholdsForm,
)
from participation.founding.permissions import may_set_up_council
from participation.people.models import UserRequest
from participation.services.actions.organisations import add_organisation
from participation.services.models import Organisation, Sector

A_PAGE = 50


@login_required
def council_details(request: UserRequest) -> HttpResponse:
    """What the council is called, where people write to, and its colour."""
    require(may_set_up_council(request.user, request.council))
    council = Council.objects.get(pk=request.council.pk)  # as it is, not as it is remembered
    initial = {name: getattr(council, name) for name in CouncilForm.base_fields}
    form = CouncilForm(request.POST if request.method == "POST" else None, initial=initial)
    return _kept(
        request,
        form,
        partial(actions.describe_council, council=council),
        "council_details",
        _("Saved."),
    )


@login_required
def own_words(request: UserRequest) -> HttpResponse:
    """What the council says in its own words."""
    require(may_set_up_council(request.user, request.council))
    council = Council.objects.get(pk=request.council.pk)
    initial: dict[str, str] = {}
    for name in OwnWordsForm.in_both:
        text = getattr(council, name)
        initial |= {name: text.english, f"{name}_cy": text.welsh}
    form = OwnWordsForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        may_write_welsh=council.may_write_welsh,
        must_write_welsh=council.must_write_welsh,
    )
    return _kept(
        request, form, partial(actions.set_own_words, council=council), "own_words", _("Saved.")
    )


@login_required
def thresholds(request: UserRequest) -> HttpResponse:
    """What is stricter here than the rules ask."""
    require(may_set_up_council(request.user, request.council))
    council = Council.objects.get(pk=request.council.pk)
    form = ThresholdsForm(
        request.POST if request.method == "POST" else None,
        initial={"fewest_shown": council.fewest_shown},
    )
    return _kept(
        request,
        form,
        partial(actions.set_thresholds, council=council),
        "thresholds",
        _("Saved. Charts follow in a moment."),
    )


@login_required
def sectors(request: UserRequest) -> HttpResponse:
    """The fields of local service that the council asks about, and adding one."""
    require(may_set_up_council(request.user, request.council))
    add = partial(actions.add_sector, council=request.council)
    form, told = _sector_form(request), _("The sector was added.")
    sectors = request.council.sectors.all()
    return _kept(request, form, add, "sectors", told, sectors=sectors)


@login_required
def sector(request: UserRequest, slug: str) -> HttpResponse:
    """What a sector is called in each language."""
    require(may_set_up_council(request.user, request.council))
    found = get_object_or_404(Sector.objects.filter(council=request.council), slug=slug)
    form = _sector_form(request, names=found.name, names_cy=found.name_cy)
    name = partial(actions.name_sector, sector=found)
    return _kept(request, form, name, "sector", _("Saved."), back="sectors", sector=found)


def _sector_form(request: UserRequest, **initial: str) -> SectorForm:
    return SectorForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        may_write_welsh=request.council.may_write_welsh,
        must_write_welsh=request.council.must_write_welsh,
    )


@login_required
def organisations(request: UserRequest) -> HttpResponse:
    """Whom the council works with, and adding one."""
    require(may_set_up_council(request.user, request.council))
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add_organisation(
            by=request.user,
            council=request.council,
            name=form.cleaned_data["name"],
            kind=Organisation.Kind(form.cleaned_data["kind"]),
            at=timezone.now(),
        )
        messages.success(request, _("The organisation is on the list."))
        return redirect("organisations")
    rows = Organisation.objects.filter(council=request.council)
    found = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "organisations": found}
    status = 422 if form.errors else 200
    return page(request, "participation/organisations.html", context, status=status)


def _kept(
    request: UserRequest,
    form: Form,
    act: Callable[..., object],
    name: str,
    told: str,
    *,
    back: str = "",
    **context: object,
) -> HttpResponse:
    """What a form says is kept by this act, and the page of this name shown anew, or the one to go
    back to, with a word that it worked; the form again, where it says nothing or is refused.
    """
    if form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except DetailsRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, told)
            return redirect(back or name)
    status = 422 if form.errors else 200
    return page(request, f"participation/{name}.html", {"form": form, **context}, status=status)
