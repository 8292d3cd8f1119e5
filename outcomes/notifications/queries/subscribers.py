"""Who hears of a council: the links of their letters, who hears by text, what each follows, and
what is new for a person.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from outcomes.notifications.models import (
    Follow,
    FollowQuerySet,
    Letter,
    LetterQuerySet,
    Mobile,
    Notification,
    Subscriber,
)
from outcomes.notifications.queries.topics import Topic, columns_of
from participation.models import Council, User

PAGE = 25
MOST_TEXTS = 5  # to somebody in a day
A_DAY = timedelta(days=1)
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


def texts_are_sent() -> bool:
    """Whether this platform sends texts at all."""
    return bool(settings.GOVUK_NOTIFY_SMS_TEMPLATE)


def texted(*wants: Mobile.Wants, at: datetime) -> "QuerySet[Subscriber]":
    """Who hears by text now: their number is confirmed, they want one of these, and had fewer texts
    within a day than is enough. What comes after is told by e-mail.
    """
    if not texts_are_sent():
        return Subscriber.objects.none()
    found = Subscriber.objects.filter(mobile__confirmed_at__isnull=False, user__is_active=True)
    if wants:
        found = found.filter(mobile__wants__in=wants)
    today = Q(letters__channel=Letter.Channel.TEXT, letters__made_at__gt=at - A_DAY)
    enough = Subscriber.objects.filter(today).annotate(texts=Count("letters"))
    return found.exclude(pk__in=enough.filter(texts__gte=MOST_TEXTS).values("pk"))


def mobile_of(subscriber: Subscriber) -> Mobile | None:
    """The number of somebody, confirmed or not."""
    return Mobile.objects.filter(subscriber=subscriber).first()


def code_of(mobile: Mobile) -> str:
    """Six digits that confirm a number: made of its row and the platform's secret key, and stored
    nowhere.
    """
    asked = f"{mobile.pk}:{mobile.number}:{mobile.asked_at.astimezone(UTC).isoformat()}"
    digest = salted_hmac("outcomes.mobile", asked, algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % 10**6:06}"
