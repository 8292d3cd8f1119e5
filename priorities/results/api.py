"""Polls that have opened and their results, for programs."""

import json
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coopservices.api.reading import Pages, ReadingMany
from priorities.engines.counting.count import Score
from priorities.polls.models import LeftOff, Poll
from priorities.results.documents import Breakdown
from priorities.results.queries.files import BUNDLE, file_names
from priorities.results.queries.results import result_of, ward_names


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class ScoreField(serializers.Field[Score, Any, Any, Any]):
    """A score as it was published: a whole number, or an exact fraction as text, such as "7/2"."""

    def to_representation(self, value: Score) -> int | str:
        """The number, or the fraction."""
        return value if isinstance(value, int) else str(value)


class OptionCount(serializers.Serializer[Any]):
    """One option of a question, and how it came out."""

    id = serializers.CharField()
    title = serializers.CharField()
    place = serializers.IntegerField(
        allow_null=True, help_text="Null for what was not chosen where too few voted."
    )
    score = ScoreField(
        allow_null=True,
        help_text='A whole number, or an exact fraction as text, such as "7/2"; null where too few '
        "voted.",
    )
    proposal_id = serializers.IntegerField(allow_null=True)


class ConstituencyCount(serializers.Serializer[Any]):
    """How one constituency voted, or several that are counted together, as if it alone decided."""

    codes = serializers.ListField(child=serializers.CharField())
    unit = serializers.CharField(help_text="What its scores are.")
    voters = serializers.IntegerField(help_text="Its ballots that count.")
    order = serializers.ListField(child=serializers.CharField(), help_text="Every option.")
    scores = serializers.DictField(child=ScoreField())
    winners = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="In the order chosen; null where the order of the options says it.",
    )
    cost = serializers.IntegerField(allow_null=True, help_text="Of the winners, in pence.")
    against = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="How many of its ballots are against each option, where that matters.",
    )


class VariantCount(serializers.Serializer[Any]):
    """How the rule of a question is varied, as it was frozen; what is not said is as usual."""

    satisfaction = serializers.CharField(
        help_text="What a funded option is worth to a voter: cost, cardinality (1) or points."
    )
    integral_start = serializers.BooleanField(
        help_text="Equal shares cuts the first share to whole units of money."
    )
    threshold = serializers.IntegerField(help_text="What scores less is never funded.")
    exclusive = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Groups of options of each of which at most one is funded.",
    )
    reserve_percent = serializers.IntegerField(
        allow_null=True,
        help_text="Of its cost, from which the first option that does not fit is still funded.",
    )
    undivided = serializers.BooleanField(help_text="Points are not divided by costs.")


class QuestionCount(serializers.Serializer[Any]):
    """One question, its options in the order of the result."""

    id = serializers.CharField()
    text = serializers.CharField()
    method = serializers.CharField()
    most = serializers.IntegerField(allow_null=True)
    options = OptionCount(many=True)
    ballots_by_group = serializers.DictField(child=serializers.IntegerField())
    unit = serializers.CharField(
        help_text="What the scores are: votes, points, or places alone; where constituencies weigh "
        "the same, shares of the ballots, or means of the points a ballot gives."
    )
    rule = serializers.CharField(help_text="Empty where the type has one rule.")
    completion = serializers.CharField(help_text="How equal shares goes on; else empty.")
    variant = VariantCount()
    winners = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="In the order chosen; null where the order of the options says it.",
    )
    cost = serializers.IntegerField(allow_null=True, help_text="Of the winners, in pence.")
    budget = serializers.IntegerField(allow_null=True, help_text="In points or pence.")
    constituencies = ConstituencyCount(
        many=True, help_text="How each voted that is counted apart; empty in one pool."
    )
    opposed = serializers.ListField(
        child=serializers.CharField(),
        help_text="What cannot win, as a majority of a constituency is against it.",
    )


class Excluded(serializers.Serializer[Any]):
    """How many broken ballots two people left out together, and their reason."""

    ballots = serializers.IntegerField()
    reason = serializers.CharField()


class MergedBallots(serializers.Serializer[Any]):
    """How many ballots came from one place, or from several that are told together."""

    members = serializers.ListField(
        child=serializers.CharField(),
        help_text='Codes of places; "" is where a place is not known.',
    )
    ballots = serializers.IntegerField()


class BallotsBy(serializers.Serializer[Any]):
    """How many ballots came from where; small numbers are merged."""

    by = serializers.CharField(help_text="By what: ward.")
    counts = MergedBallots(many=True)
    names = serializers.SerializerMethodField(
        help_text="Of the codes, in the language of the address."
    )

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_names(self, told: Breakdown) -> dict[str, str]:
        """In English where there is none in the reader's language."""
        return {code: str(self.context["ward_names"][code]) for code in told.names}


class BallotsByChannel(serializers.Serializer[Any]):
    """How many ballots came by one channel."""

    channel = serializers.CharField(
        help_text="web, assisted (with help at a desk), paper, or slip; empty where groups do not "
        "tell it."
    )
    ballots = serializers.IntegerField()


class Papers(serializers.Serializer[Any]):
    """What became of one batch of ballot papers."""

    kind = serializers.CharField(help_text="identified, or slip.")
    place = serializers.CharField()
    issued = serializers.IntegerField()
    counted = serializers.IntegerField()
    spoiled = serializers.IntegerField()
    unused = serializers.IntegerField(help_text="Brought back unused.")
    missing = serializers.IntegerField(help_text="Below zero where too many came back.")
    constituency = serializers.CharField(help_text="Whose votes its slips are; else empty.")
    because = serializers.CharField(help_text="Why it does not balance; empty where it does.")


class Count(serializers.Serializer[Any]):
    """What the signed manifest of a counted poll says; hashes, signature and key in hex."""

    mode = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField()
    fewer_than = serializers.IntegerField(
        allow_null=True,
        help_text="Where fewer ballots than this were cast, what was chosen is told and no number; "
        "else null.",
    )
    ballots = serializers.IntegerField(allow_null=True)
    groups = serializers.ListField(child=serializers.CharField())
    counted_groups = serializers.ListField(child=serializers.CharField())
    constituencies = serializers.ListField(
        child=serializers.CharField(),
        help_text="Those whose ballots count; empty in one pool of all.",
    )
    combining_rule = serializers.CharField(help_text="How they make one result.")
    questions = QuestionCount(many=True)
    roots = serializers.DictField(child=serializers.CharField())
    signature = serializers.CharField()
    public_key = serializers.CharField()
    is_certified = serializers.BooleanField()
    has_file = serializers.BooleanField()
    breakdowns = BallotsBy(many=True, help_text="Where the ballots came from, as far as is told.")
    by_channel = BallotsByChannel(
        many=True, help_text="How the ballots came, as far as the groups tell; else empty."
    )
    excluded = Excluded(many=True, help_text="Broken ballots that two people left out together.")
    papers = Papers(many=True, help_text="What became of every batch of ballot papers.")


class PollFacts(serializers.ModelSerializer[Poll]):
    """A poll that has opened."""

    title = serializers.CharField(read_only=True)
    round = serializers.SlugRelatedField[Any](
        slug_field="slug", read_only=True, help_text="The round's slug."
    )

    class Meta:
        model = Poll
        fields = [
            "id",
            "round",
            "title",
            "state",
            "opened_at",
            "closes_at",
            "closed_at",
            "certified_at",
        ]


class NotOnTheBallot(serializers.ModelSerializer[LeftOff]):
    """A proposal of the round that cannot be chosen, and why not."""

    proposal_id = serializers.IntegerField()
    reason = serializers.CharField(read_only=True)

    class Meta:
        model = LeftOff
        fields = ["proposal_id", "reason"]


class PollWithResult(PollFacts):
    """The same with all that governs it, and its result once it is counted."""

    definition = serializers.SerializerMethodField(
        help_text="What was frozen when the poll opened."
    )
    left_off = NotOnTheBallot(many=True, help_text="What is not on the ballot, and why.")
    result = serializers.SerializerMethodField(help_text="Null until the ballots are counted.")
    files = serializers.SerializerMethodField(
        help_text="The addresses of the files with which anybody can check the result and count "
        "again, verify.py among them; none until the ballots are counted."
    )

    class Meta(PollFacts.Meta):
        fields = [*PollFacts.Meta.fields, "definition", "left_off", "result", "files"]

    def get_definition(self, poll: Poll) -> dict[str, Any] | None:
        """The definition, as it was frozen."""
        found: dict[str, Any] | None = json.loads(poll.definition) if poll.definition else None
        return found

    @extend_schema_field(Count(allow_null=True))
    def get_result(self, poll: Poll) -> Any:
        """The result, as it was published."""
        found = result_of(poll)
        if found is None:
            return None
        return Count(found, context={"ward_names": ward_names(poll, found.by_ward)}).data

    def get_files(self, poll: Poll) -> list[str]:
        """All the files, the archive of them last."""
        if poll.is_imported or not poll.has_result:
            return []
        ask = self.context["request"].build_absolute_uri
        names = (*file_names(poll.result), BUNDLE)
        return [ask(reverse("published_file", args=[poll.pk, name])) for name in names]


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
        return Poll.objects.of(self.council).published().select_related("round", "result")

    def get_serializer_class(self) -> Any:
        return PollFacts if self.action == "list" else PollWithResult
