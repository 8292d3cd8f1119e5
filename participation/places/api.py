"""The council's areas with their shapes, for programs."""

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coopservices.api.reading import Reading
from participation.places.models import Area


class AreaFacts(serializers.ModelSerializer[Area]):
    """What is known of an area besides its shape."""

    class Meta:
        model = Area
        fields = ["code", "name", "name_cy", "kind", "valid_from", "valid_to"]


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


class Areas(Reading):
    """The council's wards, past and present, with their shapes as GeoJSON."""

    renderer_classes = [GeoJSON]
    serializer_class = FeatureCollection
    filter_backends = []

    @extend_schema(
        operation_id="areas_list",  # one of all, though it is no page of many
        parameters=[OpenApiParameter("on", date, description="Only the wards valid on this day.")],
    )
    def get(self, request: Request) -> Response:
        areas = Area.objects.filter(council=self.council).order_by("code")
        if day := request.query_params.get("on"):
            areas = areas.valid_on(_day(day))
        return Response(
            {"type": "FeatureCollection", "features": [_feature(area) for area in areas]}
        )


class OneArea(Reading):
    """One ward, past or present, with its shape as GeoJSON."""

    renderer_classes = [GeoJSON]
    serializer_class = Feature
    filter_backends = []

    def get(self, request: Request, code: str) -> Response:
        """The ward of this code."""
        return Response(_feature(get_object_or_404(Area, council=self.council, code=code)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ParseError(_("A day is written like 2026-05-07.")) from problem


def _feature(area: Area) -> dict[str, Any]:
    return {"type": "Feature", "properties": AreaFacts(area).data, "geometry": area.boundary}
