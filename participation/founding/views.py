"""An officer's pages of what the council is: its details, its sectors, and whom it works with."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.permissions import require
from participation.councils.models import Council
from participation.founding import actions
from participation.founding.actions import DetailsRefused
from participation.founding.forms import CouncilForm, OrganisationForm, SectorForm
from participation.founding.permissions import may_set_up_council
from participation.people.models import UserRequest
from participation.services.actions.organisations import add_organisation
from participation.services.models import Organisation

A_PAGE = 50


@login_required
def council_details(request: UserRequest) -> HttpResponse:
    """What the council is called, where people write to, and its colour."""
    require(may_set_up_council(request.user, request.council))
    council = Council.objects.get(pk=request.council.pk)  # as it is, not as it is remembered
    initial = {name: getattr(council, name) for name in CouncilForm.base_fields}
    form = CouncilForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.describe_council(
                by=request.user, council=council, at=timezone.now(), **form.cleaned_data
            )
        except DetailsRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("council_details")
    status = 422 if form.errors else 200
    return page(request, "participation/council_details.html", {"form": form}, status=status)


@login_required
def sectors(request: UserRequest) -> HttpResponse:
    """The fields of local service that the council asks about, and adding one."""
    require(may_set_up_council(request.user, request.council))
    form = SectorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.add_sector(
                by=request.user, council=request.council, at=timezone.now(), **form.cleaned_data
            )
        except DetailsRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The sector was added."))
            return redirect("sectors")
    context = {"form": form, "sectors": request.council.sectors.all()}
    status = 422 if form.errors else 200
    return page(request, "participation/sectors.html", context, status=status)


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
