"""What was promised, for programs."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coopservices.api.reading import Pages, ReadingMany
from coopservices.languages import say
from outcomes.commitments.models import Commitment, Update
from outcomes.commitments.words import answer
from outcomes.engines.words.verdict_words import verdict_words
from outcomes.summaries.api import PublishedRows, published_for


class Made(Pages):
    """What was promised last comes first."""

    ordering = ("-made_at", "-pk")


class UpdateFacts(serializers.ModelSerializer[Update]):
    """What was done, in the owner's words."""

    class Meta:
        model = Update
        fields = ["kind", "text", "posted_at"]


class CommitmentFacts(serializers.ModelSerializer[Commitment]):
    """What was promised, by whom and by when, what was done, and what residents say."""

    finding_id = serializers.IntegerField()
    round = serializers.CharField(source="finding.round.slug", help_text="The round's slug.")
    owner = serializers.CharField(source="owner.name")
    partners = serializers.SlugRelatedField[Any](slug_field="name", many=True, read_only=True)
    indicator = serializers.CharField(
        source="indicator.key", allow_null=True, default=None, help_text="Its key."
    )
    updates = UpdateFacts(many=True)
    verdict = serializers.SerializerMethodField(
        help_text="What most residents say, in words; null until it is known."
    )
    verdicts = serializers.SerializerMethodField(
        help_text=(
            "How many gave each answer, rounded to 5; * stands for 1 to 7, x for what would "
            "give one away."
        )
    )

    class Meta:
        model = Commitment
        list_serializer_class = PublishedRows
        fields = [
            "id",
            "finding_id",
            "round",
            "title",
            "owner",
            "partners",
            "budget_pence",
            "is_trial",
            "indicator",
            "made_at",
            "due_on",
            "done_at",
            "stopped_at",
            "updates",
            "verdict",
            "verdicts",
        ]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_verdict(self, commitment: Commitment) -> str | None:
        """As the summary of the round tells it."""
        verdict = published_for(self.context, commitment).verdicts.get(commitment.pk)
        return say(verdict_words(verdict)) if verdict else None

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_verdicts(self, commitment: Commitment) -> dict[str, str]:
        """As the summary of the round tells it."""
        verdict = published_for(self.context, commitment).verdicts.get(commitment.pk)
        if verdict is None:
            return {}
        counts = {answer(kind): str(count) for kind, count in verdict.cells.items()}
        return counts | {_("In all"): str(verdict.total)}


class CommitmentQuestion(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """What may be asked of the list of commitments."""

    round = django_filters.CharFilter(
        field_name="finding__round__slug", label="The slug of a round.", max_length=80
    )
    done = django_filters.BooleanFilter(
        field_name="done_at",
        lookup_expr="isnull",
        exclude=True,
        label="Whether its owner says that it is done.",
    )


class Commitments(ReadingMany):
    """What was promised because of what people said, the latest first."""

    queryset = Commitment.objects.all()
    serializer_class = CommitmentFacts
    pagination_class = Made
    filterset_class = CommitmentQuestion
    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Commitment]":
        commitments = Commitment.objects.visible_to(self.request.user).of(self.council)
        return commitments.prefetch_related("partners", "updates")
