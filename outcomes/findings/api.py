"""What people said, for programs."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coopservices.api.reading import Pages, ReadingMany
from outcomes.findings.models import Answer, Finding
from outcomes.summaries.api import PublishedRows, published_for


class Recorded(Pages):
    """What was recorded last comes first."""

    ordering = ("-recorded_at", "-pk")


class FindingFacts(serializers.ModelSerializer[Finding]):
    """What people said, and what the council answers."""

    round = serializers.SlugRelatedField[Any](
        slug_field="slug", read_only=True, help_text="The round's slug."
    )
    people = serializers.SerializerMethodField(
        help_text=(
            "How many of those who voted chose it; null where nobody counted, and where too few "
            "voted."
        )
    )
    out_of = serializers.SerializerMethodField(
        help_text="How many voted; null where nobody counted, and where too few voted."
    )
    proposal_id = serializers.IntegerField(allow_null=True)
    answer = serializers.ChoiceField(choices=Answer.choices)
    we_heard = serializers.CharField(read_only=True)
    reason = serializers.CharField(read_only=True)
    due_on = serializers.DateField(help_text="By when an answer is owed.")

    class Meta:
        model = Finding
        list_serializer_class = PublishedRows
        fields = [
            "id",
            "round",
            "we_heard",
            "people",
            "out_of",
            "proposal_id",
            "recorded_at",
            "due_on",
            "answer",
            "reason",
            "answered_at",
        ]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_people(self, finding: Finding) -> int | None:
        """As the summary of the round tells it."""
        document = published_for(self.context, finding).findings.get(finding.pk)
        return document.people if document and document.was_counted else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_out_of(self, finding: Finding) -> int | None:
        """As the summary of the round tells it."""
        document = published_for(self.context, finding).findings.get(finding.pk)
        return document.out_of if document and document.was_counted else None


class FindingQuestion(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What may be asked of the list of findings."""

    round = django_filters.CharFilter(
        field_name="round__slug", label="The slug of a round.", max_length=80
    )
    answer = django_filters.ChoiceFilter(choices=Answer.choices, label="What was answered.")


class Findings(ReadingMany):
    """What people said and what the council answers, the latest first."""

    queryset = Finding.objects.all()
    serializer_class = FindingFacts
    pagination_class = Recorded
    filterset_class = FindingQuestion
    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Finding]":
        return Finding.objects.visible_to(self.request.user).of(self.council)
