"""Who hears of a council: the links of their letters, what each follows, and what is new for a
person.
"""

from django.core import signing
from django.core.paginator import Page, Paginator

from outcomes.notifications.models import (
    Follow,
    FollowQuerySet,
    Letter,
    LetterQuerySet,
    Notification,
    Subscriber,
)
from outcomes.notifications.queries.topics import Topic, columns_of
from participation.models import Council, User

PAGE = 25
MOST_COUNTED = 99
_SIGNER = signing.Signer(salt="outcomes.subscriber")


def token_of(subscriber: Subscriber) -> str:
    """What the links of its letters end with: made of its id and the platform's secret key, and
    stored nowhere.
    """
    return _SIGNER.sign(str(subscriber.pk))


def subscriber_with(token: str, council: Council) -> Subscriber | None:
    """The subscriber whose link this is; None if it is none of ours, or all was stopped since."""
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return Subscriber.objects.select_related("user").filter(council=council, pk=key).first()


def subscriber_of(user: User, council: Council) -> Subscriber | None:
    """As whom a person hears of a council; None if they follow nothing there."""
    return Subscriber.objects.filter(council=council, user=user).first()


def follows_of(subscriber: Subscriber) -> FollowQuerySet:
    """What somebody follows, the latest first, each with its row. One query."""
    rows = Follow.objects.filter(subscriber=subscriber).select_related(
        "round", "proposal", "service", "area", "indicator", "poll"
    )
    heavy = ("area__boundary", "poll__definition", "poll__canary")
    return rows.defer(*heavy).order_by("-followed_at", "-pk")


def follow_of(subscriber: Subscriber | None, topic: Topic) -> Follow | None:
    """The confirmed follow of a topic by somebody; None if they do not follow it."""
    if subscriber is None:
        return None
    follows = Follow.objects.confirmed().filter(subscriber=subscriber)
    return follows.filter(**columns_of(topic)).first()


def news_for(user: User, council: Council, number: str | None) -> "Page[Notification]":
    """One page of what a person was told, the latest first. Two queries."""
    rows = Notification.objects.of(user, council).select_related("item")
    return Paginator(rows.order_by("-told_at", "-pk"), PAGE).get_page(number)


def unread_by(user: User, council: Council) -> int:
    """How much of it they have not read; more than 99 is 100."""
    unread = Notification.objects.of(user, council).unread()
    return unread[: MOST_COUNTED + 1].count()


def letters_to_confirm(subscriber: Subscriber) -> LetterQuerySet:
    """The letters that asked it to confirm."""
    return Letter.objects.filter(subscriber=subscriber, kind=Letter.Kind.CONFIRM)
