"""Wards: all of them on a map, one of them, and which one is the reader's."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from coopservices.pages import page
from outcomes.pages.areas.forms import NearMeForm
from outcomes.pages.areas.queries import area_now, ended_wards, map_of_wards, wards_of
from outcomes.pages.services.queries.told import told_of_area
from participation.models import Area, CouncilRequest


def areas(request: CouncilRequest) -> HttpResponse:
    """The wards of this council as they are today, on a map and as a list."""
    today = timezone.localdate()
    wards = list(wards_of(request.council).valid_on(today))
    context = {
        "wards": wards,
        "map": map_of_wards(wards, request.council),
        "ended": ended_wards(request.council, today),
    }
    return page(request, "outcomes/areas.html", context)


def area_detail(request: CouncilRequest, code: str) -> HttpResponse:
    """One ward: its services, what people asked for in it, and what came of it."""
    found = get_object_or_404(
        Area.objects.filter(council=request.council).select_related("council"), code=code
    )
    at = timezone.now()
    context = {
        "area": found,
        "now": area_now(found, today=timezone.localdate(at)),
        "told": told_of_area(found, request.user, cursor=request.GET.get("page", ""), at=at),
    }
    return page(request, "outcomes/area_detail.html", context)


def near_me(request: CouncilRequest) -> HttpResponse:
    """Which ward a postcode is in: on to that ward's page, whose address tells of no postcode."""
    if request.method != "POST":
        form = NearMeForm(council=request.council)
        return page(request, "outcomes/near_me.html", {"form": form})
    form = NearMeForm(request.POST, council=request.council)
    if not form.is_valid():
        return page(request, "outcomes/near_me.html", {"form": form}, status=422)
    return redirect(reverse("area_detail", args=[form.area.code]) + "#services")
