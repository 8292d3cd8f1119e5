"""The council, its places and its services, for programs. Services and sectors carry the ids that others know."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from coopservices.api.reading import ByKey, Reading, ReadingList, ReadingMany
from participation.models import Area, Council, Sector, Service


class CouncilFacts(serializers.ModelSerializer[Council]):
    """The council of this host."""

    class Meta:
        model = Council
        fields = ["slug", "name", "area_code", "contact_email", "attribution", "is_demonstration"]


class SectorFacts(serializers.ModelSerializer[Sector]):
    """A field of local service."""

    class Meta:
        model = Sector
        fields = ["slug", "name"]


class ServiceFacts(serializers.ModelSerializer[Service]):
    """A care home or a surgery."""

    sector = serializers.CharField(source="sector.slug")
    organisation = serializers.CharField(source="organisation.name", allow_null=True, default=None)
    area_code = serializers.CharField(source="area.code", allow_null=True, default=None)

    class Meta:
        model = Service
        fields = ["scheme", "registered_id", "name", "kind", "postcode", "sector", "organisation", "area_code"]


class AreaFacts(serializers.ModelSerializer[Area]):
    """What is known of an area besides its shape."""

    class Meta:
        model = Area
        fields = ["code", "name", "kind", "valid_from", "valid_to"]


class Feature(serializers.Serializer[Any]):
    """An area as a GeoJSON feature."""

    type = serializers.CharField()
    properties = AreaFacts()
    geometry = serializers.DictField()


class FeatureCollection(serializers.Serializer[Any]):
    """Areas as GeoJSON (RFC 7946)."""

    type = serializers.CharField()
    features = Feature(many=True)


class GeoJSON(JSONRenderer):
    """GeoJSON by its own media type."""

    media_type = "application/geo+json"


class ServiceQuestion(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What may be asked of the list of services."""

    sector = django_filters.CharFilter(field_name="sector__slug", label="The slug of a sector.", max_length=50)
    area_code = django_filters.CharFilter(field_name="area__code", label="The code of a ward.", max_length=9)
    registered_id = django_filters.CharFilter(label="The id its regulator gives it.", max_length=30)


class TheCouncil(Reading):
    """The council that answers at this address."""

    serializer_class = CouncilFacts

    def get(self, _: Request) -> Response:
        return Response(self.get_serializer(self.council).data)


class Areas(Reading):
    """The council's wards, past and present, with their shapes as GeoJSON."""

    renderer_classes = [GeoJSON]
    serializer_class = FeatureCollection
    filter_backends = []

    @extend_schema(parameters=[OpenApiParameter("on", date, description="Only the wards valid on this day.")])
    def get(self, request: Request) -> Response:
        areas = Area.objects.filter(council=self.council).order_by("code")
        if day := request.query_params.get("on"):
            areas = areas.valid_on(_day(day))
        return Response({"type": "FeatureCollection", "features": [_feature(area) for area in areas]})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ParseError("A day is written like 2026-05-07.") from problem


def _feature(area: Area) -> dict[str, Any]:
    return {"type": "Feature", "properties": AreaFacts(area).data, "geometry": area.boundary}


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


class Services(ReadingList):
    """Care homes and surgeries, by the ids that their regulators give them."""

    queryset = Service.objects.select_related("sector", "organisation", "area").defer("area__boundary")
    serializer_class = ServiceFacts
    pagination_class = ByKey
    filterset_class = ServiceQuestion

    def get_queryset(self) -> "QuerySet[Service]":
        return super().get_queryset().filter(council=self.council)


router = SimpleRouter(use_regex_path=False)
router.register("sectors", Sectors, "api_sectors")
router.register("services", Services, "api_services")
urls = [path("council/", TheCouncil.as_view()), path("areas/", Areas.as_view()), *router.urls]
