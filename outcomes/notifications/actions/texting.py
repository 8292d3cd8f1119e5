"""A number at which somebody hears by text: given, confirmed by the code that is sent there, and
forgotten.
"""

from datetime import datetime, timedelta

from django.core.cache import caches
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from outcomes.engines.mobile_numbers import read_mobile
from outcomes.notifications.models import Letter, Mobile, Notification, Subscriber
from outcomes.notifications.permissions import LinkHolder, may_hear_by_text, may_stop_letters
from outcomes.notifications.queries.subscribers import code_of
from participation.models import User

MOST_CODES = 3  # sent in a day, for one account and to one number
MOST_TRIES = 5  # of a code
LASTS = timedelta(minutes=15)  # a code
A_DAY = timedelta(days=1)


class NumberRefused(Refusal):
    """Why a number or a code is not taken, in words for who typed it."""


@transaction.atomic
def give_number(
    *,
    by: User,
    subscriber: Subscriber,
    number: str,
    wants: Mobile.Wants,
    language: str,
    at: datetime,
) -> Mobile:
    """Send a code to a number, which is asked to confirm that it is theirs; until then nothing else
    goes there. It takes the place of one given before. Raises NumberRefused.
    """
    require(may_hear_by_text(by, subscriber))
    read = read_mobile(number)
    if read is None:
        raise NumberRefused(_("Give a UK mobile number, as in 07400 123456."), "number")
    sent = Letter.objects.filter(subscriber=subscriber, kind=Letter.Kind.NUMBER)
    if sent.filter(made_at__gt=at - A_DAY).count() >= MOST_CODES or _is_asked_too_often(read):
        raise NumberRefused(
            _("Enough codes were sent today. Try again tomorrow, or go on by email."), "number"
        )

    forget_number(subscriber=subscriber, at=at)
    mobile = Mobile.objects.create(subscriber=subscriber, number=read, wants=wants, asked_at=at)
    if not subscriber.language:
        subscriber.language = language
        subscriber.save(update_fields=["language"])
    letter = Letter.objects.create(
        subscriber=subscriber,
        kind=Letter.Kind.NUMBER,
        channel=Letter.Channel.TEXT,
        made_at=at,
        due_at=at,
    )
    events.record("outcomes.letter_asked", subject_id=letter.pk, at=at)
    return mobile


def _is_asked_too_often(number: str) -> bool:
    """Whether a number got enough codes today, whoever asked; this one is counted."""
    limits = caches["limits"]
    count: int = limits.count(f"text:{number}", A_DAY.total_seconds())  # type: ignore[attr-defined]  # of our own cache
    return count > MOST_CODES


def confirm_number(*, by: User, subscriber: Subscriber, code: str, at: datetime) -> None:
    """Let somebody hear by text from now on, who has typed the code that was sent there. A try is
    counted before the code is looked at, in a statement of its own: tries at once are all counted,
    and none is taken back with a refusal. Raises NumberRefused.
    """
    require(may_hear_by_text(by, subscriber))
    asked = Mobile.objects.filter(subscriber=subscriber, confirmed_at=None)
    may_try = asked.filter(tries__lt=MOST_TRIES, asked_at__gt=at - LASTS)
    if not may_try.update(tries=F("tries") + 1):
        raise NumberRefused(_("This code works no more. Give your number again."), "code")
    mobile = asked.get()
    if not constant_time_compare(code_of(mobile), "".join(code.split())):
        raise NumberRefused(_("This is not the code that we sent. Look at it again."), "code")
    asked.filter(pk=mobile.pk).update(confirmed_at=at)


@transaction.atomic
def remove_number(*, by: User | LinkHolder, subscriber: Subscriber, at: datetime) -> None:
    """Send no more texts, and forget the number. Doing it again changes nothing."""
    require(may_stop_letters(by, subscriber))
    forget_number(subscriber=subscriber, at=at)


@transaction.atomic
def forget_number(*, subscriber: Subscriber, at: datetime) -> None:
    """Delete a number; what waits to be told by text goes by e-mail."""
    Mobile.objects.filter(subscriber=subscriber).delete()
    texts = Letter.objects.unsent().filter(subscriber=subscriber, channel=Letter.Channel.TEXT)
    Notification.objects.filter(letter__in=texts).update(letter=None)
    texts.update(given_up_at=at)


def forget_unconfirmed_numbers(*, at: datetime) -> int:
    """Delete the numbers that nobody confirmed within a day, and return how many."""
    return Mobile.objects.filter(confirmed_at=None, asked_at__lte=at - A_DAY).delete()[0]
