"""Who hears of what happened."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from outcomes.findings.models import Finding
from outcomes.notifications.models import HEARD_BY, TOPICS, Code, Follow, NewsItem


def followers_of(item: NewsItem) -> "QuerySet[Follow]":
    """The confirmed follows, begun before it happened, whose subscribers hear of it; somebody may
    be among them twice.
    """
    wanted = Q(pk__in=[])
    for topic in HEARD_BY[Code(item.code)]:
        if topic == "rounds":
            wanted |= Q(**dict.fromkeys(TOPICS))
        elif keys := [key for key in _keys(item, topic) if key]:
            wanted |= Q((f"{topic}__in", keys))
    follows = Follow.objects.confirmed().filter(followed_at__lte=item.happened_at)
    return follows.filter(wanted, subscriber__council=item.council_id)


def _keys(item: NewsItem, topic: str) -> Iterable[Any]:
    """The keys of the rows of this kind that an item is about."""
    if topic in ("service", "area"):
        return _places(item, topic)
    if topic == "indicator" and item.commitment:
        return [item.commitment.indicator_id]
    if topic == "proposal" and item.code == Code.FIGURES_PUBLISHED:
        moved = Finding.objects.filter(commitments__indicator=item.indicator_id)
        return moved.values_list("proposal", flat=True).distinct()
    return [getattr(item, f"{topic}_id")]


def _places(item: NewsItem, topic: str) -> Iterable[Any]:
    if item.proposal:
        return [getattr(item.proposal, f"{topic}_id")]
    if item.code == Code.ROUND_PUBLISHED and item.round:
        named = item.round.services if topic == "service" else item.round.areas
        return named.values_list("pk", flat=True)
    return []
