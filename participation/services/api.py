"""Sectors and services, for programs. They carry the ids that others know."""

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from coopservices.api.reading import ByKey, ReadingMany
from participation.services.models import Sector, Service


class SectorFacts(serializers.ModelSerializer[Sector]):
    """A field of local service."""

    class Meta:
        model = Sector
        fields = ["slug", "name", "name_cy"]


class ServiceFacts(serializers.ModelSerializer[Service]):
    """A care home or a surgery."""

    sector = serializers.CharField(source="sector.slug")
    organisation = serializers.CharField(source="organisation.name", allow_null=True, default=None)
    area_code = serializers.CharField(source="area.code", allow_null=True, default=None)

    class Meta:
        model = Service
        fields = [
            "id",
            "scheme",
            "registered_id",
            "name",
            "kind",
            "postcode",
            "sector",
            "organisation",
            "area_code",
        ]


class ServiceQuestion(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What may be asked of the list of services."""

    sector = django_filters.CharFilter(
        field_name="sector__slug", label="The slug of a sector.", max_length=50
    )
    area_code = django_filters.CharFilter(
        field_name="area__code", label="The code of a ward.", max_length=9
    )
    scheme = django_filters.CharFilter(label="Whose ids: CQC, ODS or URN.", max_length=10)
    registered_id = django_filters.CharFilter(label="The id its regulator gives it.", max_length=30)


class Sectors(ReadingMany):
    """The fields of local service that the council asks about."""

    queryset = Sector.objects.all()
    serializer_class = SectorFacts
    pagination_class = ByKey
    filter_backends = []
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> "QuerySet[Sector]":
        return Sector.objects.filter(council=self.council)


class Services(ReadingMany):
    """Care homes and surgeries, by the ids that their regulators give them."""

    queryset = Service.objects.select_related("sector", "organisation", "area").defer(
        "area__boundary"
    )
    serializer_class = ServiceFacts
    pagination_class = ByKey
    filterset_class = ServiceQuestion
    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Service]":
        return super().get_queryset().filter(council=self.council)
