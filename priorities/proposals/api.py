"""Rounds, proposals and polls, for programs: what everybody may read, and not a word more."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from coopservices.api.reading import NewestDay, ReadingMany
from priorities.proposals.forms.listing import ProposalFilter
from priorities.proposals.models import Proposal
from priorities.proposals.queries import proposals_of


class ProposalFacts(serializers.ModelSerializer[Proposal]):
    """A problem and an idea, and who speaks as they chose to be known."""

    round = serializers.SlugRelatedField[Any](
        slug_field="slug", read_only=True, help_text="The round's slug."
    )
    area_code = serializers.CharField(
        source="area.code", allow_null=True, default=None, help_text="The ward's code."
    )
    service = serializers.CharField(
        source="service.registered_id",
        allow_null=True,
        default=None,
        help_text="The registered id of the service.",
    )
    byline = serializers.CharField(help_text="The author's name only where they chose to show it.")
    is_by_staff = serializers.BooleanField()
    address = serializers.CharField(source="get_absolute_url", help_text="Its page, on this host.")

    class Meta:
        model = Proposal
        fields = [
            "id",
            "round",
            "title",
            "problem",
            "idea",
            "benefit",
            "cost_pence",
            "area_code",
            "service",
            "byline",
            "is_by_staff",
            "published_on",
            "address",
        ]


class ProposalQuestion(ProposalFilter):
    """What may be asked of the list of proposals."""

    round = django_filters.CharFilter(
        field_name="round__slug", label="The slug of a round.", max_length=80
    )


class Proposals(ReadingMany):
    """What people have proposed, newest first."""

    queryset = Proposal.objects.all()
    serializer_class = ProposalFacts
    pagination_class = NewestDay
    filterset_class = ProposalQuestion
    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Proposal]":
        return proposals_of(self.council).select_related("round")
