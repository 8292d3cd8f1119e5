"""Challenges to results, for programs: read by all, made and withdrawn with a code."""

from typing import Any
from uuid import UUID

from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coopservices.api.reading import Pages, ReadingMany
from coopservices.api.writing import Paused, Writing, told
from priorities.challenges import actions
from priorities.challenges.models import LONGEST, Challenge
from priorities.polls.models import Poll

LONGEST_CODE = 200  # characters, spaces and hyphens among them


class ChallengeFacts(serializers.ModelSerializer[Challenge]):
    """A challenge, and what was answered."""

    reason = serializers.SerializerMethodField(
        help_text="Null unless an officer has checked that it names nobody."
    )
    is_open = serializers.BooleanField(
        help_text="Neither answered nor withdrawn: the result waits for the answer."
    )

    class Meta:
        model = Challenge
        fields = ["id", "made_at", "reason", "is_open", "answer", "answered_at", "withdrawn_at"]

    def get_reason(self, challenge: Challenge) -> str | None:
        """What is wrong, if that is everybody's to read."""
        return challenge.reason if challenge.is_reason_public else None


class CodeGiven(serializers.Serializer[Any]):
    """By what whoever made a challenge is known."""

    code = serializers.CharField(
        max_length=LONGEST_CODE, help_text="The code of a counted vote, or of a letter."
    )


class ChallengeMade(CodeGiven):
    """What somebody says is wrong with a result."""

    reason = serializers.CharField(max_length=LONGEST, help_text="It names nobody.")


class OldestFirst(Pages):
    """In the order in which they were made."""

    ordering = ("made_at", "pk")


class Challenges(Writing, ReadingMany):
    """The challenges to the result of a poll. The result is not final while one is open."""

    queryset = Challenge.objects.none()
    serializer_class = ChallengeFacts
    pagination_class = OldestFirst
    filter_backends = []
    lookup_value_converter = "int"

    def get_queryset(self) -> "QuerySet[Challenge]":
        return self._poll().challenges.select_related("poll__round__council")

    @extend_schema(request=ChallengeMade, responses={201: ChallengeFacts})
    def create(self, request: Request, poll_id: UUID) -> Response:
        """Challenge a result with the code of a counted vote or of a letter."""
        given = self._given(ChallengeMade, request)
        at = timezone.now()
        try:
            with actions.limited_guesses(session=None, network=get_ip(request), at=at):
                made = actions.make_challenge(by=None, poll=self._poll(), at=at, **given)
        except actions.CodesPaused as pause:
            raise Paused(str(pause)) from pause
        except actions.ChallengeRefused as refusal:
            raise told(refusal) from refusal
        return Response(ChallengeFacts(made).data, status=201)

    @extend_schema(request=CodeGiven, responses={200: ChallengeFacts})
    @action(methods=["post"], detail=True)
    def withdraw(self, request: Request, poll_id: UUID, pk: int) -> Response:
        """Take a challenge back with the code by which it was made."""
        challenge = get_object_or_404(self.get_queryset(), pk=pk)
        given, at = self._given(CodeGiven, request), timezone.now()
        try:
            with actions.limited_guesses(session=None, network=get_ip(request), at=at):
                actions.withdraw_challenge(by=AnonymousUser(), challenge=challenge, at=at, **given)
        except actions.CodesPaused as pause:
            raise Paused(str(pause)) from pause
        except actions.ChallengeRefused as refusal:
            raise told(refusal) from refusal
        return Response(ChallengeFacts(Challenge.objects.get(pk=pk)).data)

    def _poll(self) -> Poll:
        polls = Poll.objects.of(self.council).published().select_related("round", "result")
        return get_object_or_404(polls, pk=self.kwargs["poll_id"])

    def _given(self, kind: type[CodeGiven], request: Request) -> dict[str, Any]:
        found = kind(data=request.data)
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)
