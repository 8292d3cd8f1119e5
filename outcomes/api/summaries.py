"""The summaries that the pages are made from, for programs."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from coopservices.api.reading import Pages, ReadingMany
from outcomes.models import Summary


class Built(Pages):
    """What was built last comes first."""

    ordering = ("-built_at", "-pk")


class SummaryFacts(serializers.ModelSerializer[Summary]):
    """One account of a round, or of the council's dashboard, as it was published."""

    round = serializers.SlugRelatedField[Any](
        slug_field="slug", read_only=True, allow_null=True, help_text="Null for the dashboard."
    )
    document = serializers.JSONField(help_text="What is published.")

    class Meta:
        model = Summary
        fields = ["id", "kind", "round", "inputs_hash", "built_at", "document"]


class Summaries(ReadingMany):
    """The latest summary of each round and of the dashboard: what the pages are made from."""

    queryset = Summary.objects.all()
    serializer_class = SummaryFacts
    pagination_class = Built
    filter_backends = []
    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Summary]":
        latest = Summary.objects.of(self.council).filter(is_latest=True)
        published = latest.filter(kind=Summary.Kind.DASHBOARD) | latest.exclude(round__published_at=None)
        return published.select_related("round")
