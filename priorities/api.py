"""Rounds, proposals and polls, for programs: what everybody may read, and not a word more."""

import json
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from coopservices.api.reading import Newest, Pages, ReadingMany
from participation.models import Area
from priorities.forms.proposals import ProposalFilter
from priorities.forms.rounds import RoundFilter
from priorities.models import Phase, Poll, Proposal, Round
from priorities.queries.proposals import proposals_of
from priorities.queries.results import result_of


class PhaseFacts(serializers.ModelSerializer[Phase]):
    """A dated part of a round, and what it lets people do."""

    class Meta:
        model = Phase
        fields = ["name", "opens_at", "closes_at", "opens_proposing", "opens_voting"]


class RoundFacts(serializers.ModelSerializer[Round]):
    """One question put to a place."""

    sector = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, help_text="The sector's slug.")
    areas = serializers.SlugRelatedField[Any](
        slug_field="code", many=True, read_only=True, help_text="Codes of wards; none means the whole council."
    )
    polls = serializers.PrimaryKeyRelatedField[Any](many=True, read_only=True, help_text="Ids of polls that opened.")
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


class ProposalFacts(serializers.ModelSerializer[Proposal]):
    """A problem and an idea, and who speaks as they chose to be known."""

    round = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, help_text="The round's slug.")
    area_code = serializers.CharField(source="area.code", allow_null=True, default=None, help_text="The ward's code.")
    service = serializers.CharField(
        source="service.registered_id", allow_null=True, default=None, help_text="The registered id of the service."
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
            "published_at",
            "address",
        ]


class OptionCount(serializers.Serializer[Any]):
    """One option of a question, and how it came out."""

    id = serializers.CharField()
    title = serializers.CharField()
    place = serializers.IntegerField()
    score = serializers.IntegerField()
    proposal_id = serializers.IntegerField(allow_null=True)


class QuestionCount(serializers.Serializer[Any]):
    """One question, its options in the order of the result."""

    id = serializers.CharField()
    text = serializers.CharField()
    method = serializers.CharField()
    most = serializers.IntegerField(allow_null=True)
    options = OptionCount(many=True)
    ballots_by_group = serializers.DictField(child=serializers.IntegerField())


class Count(serializers.Serializer[Any]):
    """What the signed manifest of a counted poll says; hashes, signature and key in hex."""

    mode = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField()
    ballots = serializers.IntegerField()
    groups = serializers.ListField(child=serializers.CharField())
    counted_groups = serializers.ListField(child=serializers.CharField())
    questions = QuestionCount(many=True)
    roots = serializers.DictField(child=serializers.CharField())
    signature = serializers.CharField()
    public_key = serializers.CharField()
    is_certified = serializers.BooleanField()
    has_file = serializers.BooleanField()


class PollFacts(serializers.ModelSerializer[Poll]):
    """A poll that has opened."""

    round = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, help_text="The round's slug.")

    class Meta:
        model = Poll
        fields = ["id", "round", "title", "state", "opened_at", "closes_at", "closed_at", "certified_at"]


class PollWithResult(PollFacts):
    """The same with all that governs it, and its result once it is counted."""

    definition = serializers.SerializerMethodField(help_text="What was frozen when the poll opened.")
    result = serializers.SerializerMethodField(help_text="Null until the ballots are counted.")

    class Meta(PollFacts.Meta):
        fields = [*PollFacts.Meta.fields, "definition", "result"]

    def get_definition(self, poll: Poll) -> dict[str, Any] | None:
        """The definition, as it was frozen."""
        found: dict[str, Any] | None = json.loads(poll.definition) if poll.definition else None
        return found

    @extend_schema_field(Count(allow_null=True))
    def get_result(self, poll: Poll) -> Any:
        """The result, as it was published."""
        found = result_of(poll)
        return Count(found).data if found else None


class ProposalQuestion(ProposalFilter):
    """What may be asked of the list of proposals."""

    round = django_filters.CharFilter(field_name="round__slug", label="The slug of a round.", max_length=80)


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
        polls = Prefetch("polls", Poll.objects.published().only("round").order_by("opened_at", "pk"))
        rounds = Round.objects.of(self.council).published().select_related("sector")
        return rounds.prefetch_related("phases", areas, polls)


class Proposals(ReadingMany):
    """What people have proposed, newest first."""

    queryset = Proposal.objects.all()
    serializer_class = ProposalFacts
    pagination_class = Newest
    filterset_class = ProposalQuestion
    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Proposal]":
        return proposals_of(self.council).select_related("round")


class LatestOpened(Pages):
    """The poll that opened last comes first."""

    ordering = ("-opened_at", "-pk")


class Polls(ReadingMany):
    """The polls that have opened, and once they are counted, their results."""

    queryset = Poll.objects.all()
    pagination_class = LatestOpened
    filter_backends = []
    lookup_value_converter = "uuid"

    def get_queryset(self) -> "QuerySet[Poll]":
        return Poll.objects.of(self.council).published().select_related("round")

    def get_serializer_class(self) -> Any:
        return PollFacts if self.action == "list" else PollWithResult


router = SimpleRouter(use_regex_path=False)
router.register("rounds", Rounds, "api_rounds")
router.register("proposals", Proposals, "api_proposals")
router.register("polls", Polls, "api_polls")
urls = router.urls
