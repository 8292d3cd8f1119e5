"""The summaries that the pages are made from, for programs."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db.models import QuerySet
from rest_framework import serializers

from coopservices.api.reading import Pages, ReadingMany
from outcomes.summaries.models import Summary
from outcomes.summaries.queries.lookup import Published, published_about


class Built(Pages):
    """What was built last comes first."""

    ordering = ("-built_at", "-pk")


class SummaryFacts(serializers.ModelSerializer[Summary]):
    """One document of a round, or of the council's dashboard, as it was published."""

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
        latest = Summary.objects.of(self.council).current()
        published = latest.filter(kind=Summary.Kind.DASHBOARD) | latest.exclude(
            round__published_at=None
        )
        return published.select_related("round")


class PublishedRows(serializers.ListSerializer[Any]):
    """Rows whose numbers of people are read from the rounds' summaries, asked of the database once
    for all of them.
    """

    def to_representation(self, data: Any) -> Any:
        """The rows of a page with what is published about their rounds."""
        rows = list(data)
        self.context["published"] = published_about({row.round_id for row in rows})  # type: ignore[index]  # a dict
        return super().to_representation(rows)


class OfARound(Protocol):
    """A row that belongs to a round."""

    @property
    def round_id(self) -> int:
        """The round's key."""


def published_for(context: Mapping[str, Any], row: OfARound) -> Published:
    """What is published about the rows of a list, or about this row's round when it
    stands alone.
    """
    found: Published = context.get("published") or published_about([row.round_id])
    return found
