"""Following something and letting go of it, with an account or with an e-mail address alone; how
often letters come, and that none comes any more.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from outcomes.notifications.actions.texting import forget_number
from outcomes.notifications.models import Follow, Letter, Subscriber
from outcomes.notifications.permissions import (
    LinkHolder,
    may_change,
    may_follow,
    may_stop_letters,
)
from outcomes.notifications.queries.subscribers import letters_to_confirm
from outcomes.notifications.queries.topics import Topic, columns_of
from participation.models import Council, User
from priorities.models import Proposal

Frequency = Subscriber.Frequency
UNCONFIRMED = timedelta(days=7)
A_DAY = timedelta(days=1)
MOST_LETTERS = 5  # that ask one address to confirm, in a day
MOST_FOLLOWS = 500


class FollowRefused(Refusal):
    """Why something cannot be followed, in words for who tried."""


@transaction.atomic
def follow(*, by: User, council: Council, topic: Topic, language: str, at: datetime) -> Follow:
    """Let somebody hear of it from now on; again changes nothing. Raises FollowRefused."""
    require(may_follow(by))
    subscriber = _subscriber_of(by, council, language, at)
    _check_number(subscriber)
    return _confirmed(subscriber, topic, at)


@transaction.atomic
def ask_to_follow(
    *,
    council: Council,
    email: str,
    topic: Topic,
    frequency: Frequency,
    language: str,
    at: datetime,
) -> None:
    """Let an address hear of it once its owner has confirmed it: one letter asks them, whoever
    asked. Nothing tells whether the address was known. Raises FollowRefused.
    """
    subscriber = _subscriber_at(email.strip().lower(), council, frequency, language, at)
    if Follow.objects.filter(subscriber=subscriber).count() >= MOST_FOLLOWS:
        return
    found, _is_new = Follow.objects.get_or_create(
        subscriber=subscriber, **columns_of(topic), defaults={"followed_at": at}
    )
    if found.confirmed_at is None:
        _ask(subscriber, at)


@transaction.atomic
def confirm_follows(*, by: LinkHolder, subscriber: Subscriber, at: datetime) -> int:
    """Let an address hear of all that was asked for, and return how much that is."""
    require(may_stop_letters(by, subscriber))
    return Follow.objects.unconfirmed().filter(subscriber=subscriber).update(confirmed_at=at)


@transaction.atomic
def unfollow(*, by: User | LinkHolder, follow: Follow) -> None:
    """Let somebody hear no more of it. An address that follows nothing any more is forgotten."""
    subscriber = follow.subscriber
    require(may_change(by, subscriber))
    follow.delete()
    if subscriber.is_address_alone and not subscriber.follows.exists():
        subscriber.delete()


@transaction.atomic
def choose_letters(
    *,
    by: User | LinkHolder,
    subscriber: Subscriber,
    frequency: Frequency,
    language: str,
    at: datetime,
) -> None:
    """How often letters come, and in which language. What nobody was written of while they came
    never is not written of later.
    """
    require(may_change(by, subscriber))
    if subscriber.frequency == Frequency.NEVER:
        subscriber.letters_since = at
    subscriber.frequency, subscriber.language = frequency, language
    subscriber.save(update_fields=["frequency", "language", "letters_since"])


@transaction.atomic
def stop_letters(*, by: User | LinkHolder, subscriber: Subscriber, at: datetime) -> None:
    """Send no more letters and texts: an address alone is forgotten with all that it followed, an
    account keeps its list on these pages.
    """
    require(may_stop_letters(by, subscriber))
    if subscriber.is_address_alone:
        subscriber.delete()
    else:
        forget_number(subscriber=subscriber, at=at)
        subscriber.frequency = Frequency.NEVER
        subscriber.save(update_fields=["frequency"])


@transaction.atomic
def follow_own(*, proposal: Proposal) -> None:
    """Let the author of a published proposal hear what becomes of it. Nobody is written to who was
    invented for a demonstration.
    """
    author, council = proposal.author, proposal.round.council
    if author is None or proposal.published_on is None:
        return
    subscriber = _subscriber_of(author, council, "", proposal.saved_at)
    _confirmed(
        subscriber,
        Topic("proposal", str(proposal.pk), proposal, {"proposal": proposal}),
        proposal.saved_at,
    )


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Forget what nobody confirmed within a week, and addresses that follow nothing; return how
    many addresses.
    """
    Follow.objects.unconfirmed().filter(followed_at__lte=at - UNCONFIRMED).delete()
    alone = Subscriber.objects.filter(user=None, follows=None)
    forgotten = alone.count()
    alone.delete()
    return forgotten


def _subscriber_of(user: User, council: Council, language: str, at: datetime) -> Subscriber:
    """As whom a person hears of a council. Who followed with their address alone goes on with what
    they had confirmed.
    """
    known = Subscriber.objects.filter(council=council)
    if found := known.filter(user=user).first():
        return found
    if (
        alone := known.select_for_update(of=("self",))
        .filter(user=None, email=user.email.lower())
        .first()
    ):
        alone.follows.unconfirmed().delete()
        alone.user, alone.email = user, ""
        alone.save(update_fields=["user", "email"])
        return alone
    frequency = Frequency.NEVER if council.is_demonstration else Frequency.WEEKLY
    facts = {"asked_at": at, "letters_since": at, "language": language, "frequency": frequency}
    return Subscriber.objects.get_or_create(council=council, user=user, defaults=facts)[0]


def _subscriber_at(
    email: str, council: Council, frequency: Frequency, language: str, at: datetime
) -> Subscriber:
    """Who hears at an address: the account that has it, or the address alone."""
    known = Subscriber.objects.filter(council=council)
    if found := known.filter(user__email__iexact=email).first():
        return found
    facts = {"asked_at": at, "letters_since": at, "language": language, "frequency": frequency}
    found, _is_new = Subscriber.objects.get_or_create(
        council=council, user=None, email=email, defaults=facts
    )
    return found


def _confirmed(subscriber: Subscriber, topic: Topic, at: datetime) -> Follow:
    found, _is_new = Follow.objects.get_or_create(
        subscriber=subscriber,
        **columns_of(topic),
        defaults={"followed_at": at, "confirmed_at": at},
    )
    if found.confirmed_at is None:
        found.confirmed_at = at
        found.save(update_fields=["confirmed_at"])
    return found


def _ask(subscriber: Subscriber, at: datetime) -> None:
    """Send the letter that asks to confirm, unless one is on its way or there were enough today."""
    letters = letters_to_confirm(subscriber)
    if letters.unsent().exists() or letters.filter(made_at__gt=at - A_DAY).count() >= MOST_LETTERS:
        return
    letter = Letter.objects.create(
        subscriber=subscriber, kind=Letter.Kind.CONFIRM, made_at=at, due_at=at
    )
    events.record("outcomes.letter_asked", subject_id=letter.pk, at=at)


def _check_number(subscriber: Subscriber) -> None:
    if subscriber.follows.count() >= MOST_FOLLOWS:
        raise FollowRefused(_("You follow too much already. Stop following something first."))
