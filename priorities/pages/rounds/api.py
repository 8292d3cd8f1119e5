"""Rounds with their phases, for programs."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers

from coopservices.api.reading import Newest, ReadingMany
from participation.models import Area
from priorities.polls.models import Poll
from priorities.rounds.forms import RoundFilter
from priorities.rounds.models import ACTS, Phase, Round


class PhaseFacts(serializers.ModelSerializer[Phase]):
    """A dated part of a round, and what it lets people do."""

    name = serializers.CharField(source="called", read_only=True)
    acts = serializers.SlugRelatedField[Any](
        slug_field="act",
        many=True,
        read_only=True,
        help_text=f"What people may do meanwhile: {', '.join(ACTS)}.",
    )

    class Meta:
        model = Phase
        fields = ["name", "opens_at", "closes_at", "acts"]


class RoundFacts(serializers.ModelSerializer[Round]):
    """One question put to a place."""

    title = serializers.CharField(read_only=True)
    question = serializers.CharField(read_only=True)
    summary = serializers.CharField(read_only=True)
    what_can_change = serializers.CharField(read_only=True)
    who_decides = serializers.CharField(read_only=True)
    sector = serializers.SlugRelatedField[Any](
        slug_field="slug", read_only=True, help_text="The sector's slug."
    )
    areas = serializers.SlugRelatedField[Any](
        slug_field="code",
        many=True,
        read_only=True,
        help_text="Codes of wards; none means the whole council.",
    )
    polls = serializers.PrimaryKeyRelatedField[Any](
        many=True, read_only=True, help_text="Ids of polls that opened."
    )
    phases = PhaseFacts(many=True)

    class Meta:
        model = Round
        fields = [
            "slug",
            "title",
            "question",
            "summary",
            "what_can_change",
            "who_decides",
            "decided_by_on",
            "sector",
            "areas",
            "phases",
            "polls",
            "published_at",
        ]


class Rounds(ReadingMany):
    """The questions that the council has put to people, newest first."""

    queryset = Round.objects.all()
    serializer_class = RoundFacts
    pagination_class = Newest
    filterset_class = RoundFilter
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> "QuerySet[Round]":
        areas = Prefetch("areas", Area.objects.only("code"))
        polls = Prefetch(
            "polls", Poll.objects.published().only("round").order_by("opened_at", "pk")
        )
        rounds = Round.objects.of(self.council).published().select_related("sector")
        return rounds.prefetch_related("phases__acts", areas, polls)
