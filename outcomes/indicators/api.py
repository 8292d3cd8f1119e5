"""What is measured, and the figures, for programs."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coopservices.api.reading import ByKey, Pages, ReadingList, ReadingMany
from outcomes.indicators.models import Indicator, Marker, Observation
from outcomes.indicators.queries.series import shown_value


class InTime(Pages):
    """By period, and within a period by place."""

    ordering = ("period_starts_on", "place_code", "pk")
    page_size = 500


class MarkerFacts(serializers.ModelSerializer[Marker]):
    """Something agreed, or something that happened, with its reason."""

    reason = serializers.CharField(read_only=True)

    class Meta:
        model = Marker
        fields = ["kind", "on", "value", "reason"]


class IndicatorFacts(serializers.ModelSerializer[Indicator]):
    """Something that is measured, and which way is better."""

    sector = serializers.SlugRelatedField[Any](
        slug_field="slug", read_only=True, help_text="The sector's slug."
    )
    name = serializers.CharField(read_only=True)
    unit = serializers.CharField(read_only=True)
    counted = serializers.CharField(read_only=True, help_text="What is counted, and what is not.")
    markers = MarkerFacts(many=True)

    class Meta:
        model = Indicator
        fields = [
            "key",
            "name",
            "unit",
            "counted",
            "direction",
            "kind",
            "is_of_people",
            "sector",
            "markers",
        ]


class Indicators(ReadingMany):
    """What is measured."""

    queryset = Indicator.objects.all()
    serializer_class = IndicatorFacts
    pagination_class = ByKey
    filter_backends = []
    lookup_field = "key"
    lookup_value_converter = "slug"

    def get_queryset(self) -> "QuerySet[Indicator]":
        return (
            Indicator.objects.filter(council=self.council)
            .select_related("sector")
            .prefetch_related("markers")
        )


class ObservationFacts(serializers.ModelSerializer[Observation]):
    """One figure: of one place, in one period."""

    indicator = serializers.CharField(source="indicator.key", help_text="The indicator's key.")
    value = serializers.SerializerMethodField(
        "shown", help_text="Null where it would tell of 1 to 7 people."
    )
    publisher = serializers.CharField(source="release.source", help_text="Whose figures they are.")
    licence = serializers.CharField(source="release.licence")

    class Meta:
        model = Observation
        fields = [
            "indicator",
            "place_code",
            "place_name",
            "period",
            "period_starts_on",
            "value",
            "publisher",
            "licence",
        ]

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def shown(self, row: Observation) -> float | None:
        """The figure as it may be shown."""
        return shown_value(row.indicator, row)


class ObservationQuestion(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What may be asked of the list of figures."""

    indicator = django_filters.CharFilter(
        field_name="indicator__key", label="The key of an indicator.", max_length=80
    )
    place_code = django_filters.CharFilter(label="The code of a place.", max_length=9)


class Observations(ReadingList):
    """The figures, by period and place."""

    queryset = Observation.objects.all()
    serializer_class = ObservationFacts
    pagination_class = InTime
    filterset_class = ObservationQuestion

    def get_queryset(self) -> "QuerySet[Observation]":
        return Observation.objects.filter(indicator__council=self.council).select_related(
            "indicator__council", "release"
        )
