"""Who may follow, change what they follow, and stop their letters."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from outcomes.notifications.models import Subscriber
from participation.models import User


@dataclass(frozen=True)
class LinkHolder:
    """Whoever holds the link that stands in a subscriber's letters, without signing in."""

    subscriber_id: int


def may_follow(user: User | AnonymousUser | None) -> bool:
    """Whoever has an account: what can be followed everybody may read."""
    return isinstance(user, User) and user.is_active


def may_change(by: User | AnonymousUser | LinkHolder | None, subscriber: Subscriber) -> bool:
    """The person whose it is; of an address alone, whoever has the link in its letters."""
    if isinstance(by, LinkHolder):
        return subscriber.is_address_alone and may_stop_letters(by, subscriber)
    return isinstance(by, User) and by.is_active and subscriber.user_id == by.pk


def may_stop_letters(by: User | AnonymousUser | LinkHolder | None, subscriber: Subscriber) -> bool:
    """Whoever may change it, and whoever has the link in its letters."""
    if isinstance(by, LinkHolder):
        return by.subscriber_id == subscriber.pk
    return may_change(by, subscriber)


def may_hear_by_text(by: User | AnonymousUser | None, subscriber: Subscriber) -> bool:
    """The person whose it is, who has an account, and no link of a letter."""
    return isinstance(by, User) and may_change(by, subscriber)
