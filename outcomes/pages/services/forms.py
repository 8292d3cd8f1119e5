"""What may be asked of the list of services."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coopservices.forms import Form
from coopservices.listing import WordsFilter
from coopservices.texts import Text
from outcomes.pages.services.queries.listing import kinds_of
from participation.models import Area, Sector, Service


class _WardField(django_filters.fields.ModelChoiceField):  # type: ignore[misc]  # django-filter has no types
    def label_from_instance(self, ward: Area) -> str:
        """The ward as a choice."""
        return ward.called


class _WardFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]
    field_class = _WardField


def _sectors_here(request: HttpRequest | None) -> "QuerySet[Sector]":
    return Sector.objects.filter(council=request.council) if request else Sector.objects.none()  # type: ignore[attr-defined]


def _wards_here(request: HttpRequest | None) -> "QuerySet[Area]":
    """Those with a service in them."""
    council = getattr(request, "council", None)
    has_services = Exists(Service.objects.on_register().filter(area=OuterRef("pk")))
    return Area.objects.filter(has_services, council=council).defer("boundary")


class ServiceFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Services by words, by sector, by ward and by kind."""

    q = WordsFilter("name", "organisation__name", "registered_id")
    sector = django_filters.ModelChoiceFilter(
        label=_("Sector"),
        queryset=_sectors_here,
        to_field_name="slug",
        empty_label=_("All sectors"),
    )
    ward = _WardFilter(
        label=_("Ward"),
        field_name="area",
        queryset=_wards_here,
        to_field_name="code",
        empty_label=_("All wards"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), empty_label=_("All kinds"), method="of_kind"
    )

    class Meta:
        model = Service
        fields: list[str] = []
        form = Form

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        kinds = kinds_of(request.council)
        named = [(kind, Text.of(kind)) for kind in kinds if kind]  # as a regulator wrote it
        self.filters["kind"].extra["choices"] = named

    def of_kind(self, services: "QuerySet[Service]", _name: str, kind: str) -> "QuerySet[Service]":
        """Those that are of a kind, among others."""
        return services & Service.objects.of_kind(kind)
