"""Letters, by e-mail and by text: made of what somebody was told and is in no letter yet,
and sent from their rows, so that neither a dead worker nor a dead mail server loses one.

A worker claims letters before it sends them, and marks each as soon as a server has taken it. One
that is killed leaves its claim behind, and another takes over when that has run out. Killed between
the server's yes and the mark, which is one statement, it leaves a letter that is sent again, under
the same Message-ID. Nothing that SMTP offers closes that gap; the other order would lose letters.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from coopservices.govuk_notify import Text
from outcomes.notifications.actions.channels import CHANNELS, Channel, Contents, Post
from outcomes.notifications.models import Letter, LetterQuerySet, Mobile, Notification, Subscriber
from outcomes.notifications.queries.news import facts_of
from outcomes.notifications.queries.subscribers import texted

Frequency = Subscriber.Frequency
MORNING = time(8)
DAYTIME = timedelta(hours=13)  # from then on, when texts may come
BATCH = 50  # letters in the hands of one worker; each may take EMAIL_TIMEOUT seconds
AT_A_TIME = 1000  # subscribers whose letters are made in one transaction
LONGEST_WAIT = timedelta(hours=1)  # between two tries
KEPT = timedelta(days=365)

log = structlog.get_logger(__name__)


def make_letters(*, at: datetime) -> int:
    """Make the letters that are due, and return how many: reminders and what somebody wants to hear
    at once, now; a day's at eight; a week's at eight on Monday. What goes by text goes into no
    e-mail.
    """
    fresh = Notification.objects.unlettered().unread()
    reminders = fresh.filter(is_reminder=True)
    reminded_by_text, by_text = texted(at=at), texted(Mobile.Wants.NEWS, at=at)
    due = reminded_by_text.filter(_hears(reminders))
    made = _make(due, reminders, Letter.Kind.REMINDER, at, Letter.Channel.TEXT)
    due = by_text.filter(_hears(fresh))
    made += _make(due, fresh, Letter.Kind.NEWS, at, Letter.Channel.TEXT)

    written_to = Subscriber.objects.exclude(frequency=Frequency.NEVER)
    due = written_to.filter(_hears(reminders)).exclude(pk__in=reminded_by_text)
    made += _make(due, reminders, Letter.Kind.REMINDER, at)
    # While a text waits for the morning, further reminders wait for the next one.
    by_email = fresh.exclude(is_reminder=True, subscriber__in=reminded_by_text)
    day = _latest_morning(at)
    week = day - timedelta(days=timezone.localtime(day).weekday())
    news = {
        Frequency.AT_ONCE: by_email,
        Frequency.DAILY: by_email.filter(told_at__lt=day),
        Frequency.WEEKLY: by_email.filter(told_at__lt=week),
    }
    for frequency, told in news.items():
        due = written_to.filter(_hears(told), frequency=frequency).exclude(pk__in=by_text)
        made += _make(due, by_email, Letter.Kind.NEWS, at)
    return made


def send_letter(*, letter: UUID, at: datetime) -> None:
    """Send one letter now, if it still waits."""
    _send(_claimed(Letter.objects.filter(pk=letter), at), at)


def send_letters(*, at: datetime) -> int:
    """Send the oldest letters that are due, as many as one worker takes at a time, and return how
    many were dealt with; 0 where none is due, and where no mail can be sent, when they wait.
    """
    return _send(_claimed(Letter.objects.all(), at), at)


@transaction.atomic
def forget_letters(*, at: datetime) -> int:
    """Forget what was told and written more than a year ago, and return how many letters. That
    something happened stays, so that it is never told anew.
    """
    old = at - KEPT
    Notification.objects.filter(told_at__lt=old).delete()
    letters = Letter.objects.filter(made_at__lt=old, notifications=None)
    return letters.exclude(pk__in=Letter.objects.unsent()).delete()[0]


def _latest_morning(at: datetime) -> datetime:
    """The latest eight o'clock where we are."""
    local = timezone.localtime(at)
    today = timezone.make_aware(datetime.combine(local.date(), MORNING))
    if today <= at:
        return today
    return timezone.make_aware(datetime.combine(local.date() - timedelta(days=1), MORNING))


def _by_day(at: datetime) -> datetime:
    """Now, or in the morning: a telephone lies by the bed."""
    morning = _latest_morning(at)
    return at if at < morning + DAYTIME else morning + timedelta(days=1)


def _hears(told: QuerySet[Notification]) -> Exists:
    """Whether a subscriber has some of this to hear in a letter."""
    return Exists(told.filter(subscriber=OuterRef("pk"), told_at__gte=OuterRef("letters_since")))


def _make(
    due: QuerySet[Subscriber],
    told: QuerySet[Notification],
    kind: Letter.Kind,
    at: datetime,
    channel: Letter.Channel = Letter.Channel.EMAIL,
) -> int:
    made = 0
    while some := _make_some(due, told, kind, channel, at):
        made += some
    return made


@transaction.atomic
def _make_some(
    due: QuerySet[Subscriber],
    told: QuerySet[Notification],
    kind: Letter.Kind,
    channel: Letter.Channel,
    at: datetime,
) -> int:
    """Make letters of what they were told for some of them, each of whom has none of this kind that
    waits.
    """
    of_kind = {"kind": kind, "channel": channel}
    waiting = Letter.objects.unsent().filter(subscriber=OuterRef("pk"), **of_kind)
    rows = due.filter(~Exists(waiting)).select_for_update(of=("self",)).order_by("pk")
    keys = [row.pk for row in rows[:AT_A_TIME]]
    if not keys:
        return 0
    when = {"made_at": at, "due_at": _by_day(at) if channel == Letter.Channel.TEXT else at}
    letters = [Letter(subscriber_id=key, **of_kind, **when) for key in keys]
    # Another worker may have made theirs at this moment: the constraint lets it have just one, and
    # what is new goes into none that we have not made, as that may be on its way.
    Letter.objects.bulk_create(letters, ignore_conflicts=True)
    ours = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    theirs = ours.filter(subscriber=OuterRef("subscriber"))
    told.filter(subscriber__in=keys, told_at__gte=F("subscriber__letters_since")).update(
        letter=Subquery(theirs.values("pk")[:1])
    )
    return len(keys)


# --- Sending --------------------------------------------------------------------------------------


@transaction.atomic
def _claimed(letters: LetterQuerySet, at: datetime) -> list[Letter]:
    """Some of these that are due, ours alone until the lease runs out."""
    due = letters.due(at).claimed_by_us().order_by("due_at", "pk")[:BATCH]
    keys = [letter.pk for letter in due]
    Letter.objects.filter(pk__in=keys).update(
        claimed_until=at + settings.LETTERS_CLAIMED_FOR, tries=F("tries") + 1
    )
    claimed = Letter.objects.filter(pk__in=keys).order_by("due_at", "pk")
    return list(
        claimed.select_related("subscriber__user", "subscriber__council", "subscriber__mobile")
    )


def _send(letters: list[Letter], at: datetime) -> int:
    """Send what we have claimed, each by its channel, and return how many were dealt with."""
    written = _written(letters, at) if letters else {}
    return sum(
        _send_by(each, [letter for letter in letters if letter.channel == name], written, at)
        for name, each in CHANNELS.items()
    )


def _send_by(
    channel: Channel,
    letters: list[Letter],
    written: dict[UUID, EmailMessage | Text | None],
    at: datetime,
) -> int:
    """Send these. Where the server does not answer, or hangs up, all that is left waits for another
    time.
    """
    if not letters:
        return 0
    post, dealt_with = channel.post(), 0
    try:
        post.open()
        for letter in letters:
            if letter.pk in written:
                _hand_over(post, letter, written[letter.pk], at)
            else:
                _put_off(letter, at)
            dealt_with += 1
    except OSError as problem:
        log.warning("no_mail", problem=type(problem).__name__, waiting=len(letters) - dealt_with)
        for letter in letters[dealt_with:]:
            _put_off(letter, at)
        return 0
    finally:
        _close(post)
    return dealt_with


def _hand_over(
    post: Post, letter: Letter, written: EmailMessage | Text | None, at: datetime
) -> None:
    """Give one letter to the server and mark it at once. One that this server refuses waits; it is
    given up where its address is refused for good, or there is nothing left to tell. Raises OSError
    where the server is gone.
    """
    if written is None:
        _mark(letter, given_up_at=at)
        return
    try:
        post.send_messages([written])
    except SMTPRecipientsRefused as refusal:
        is_for_good = all(code >= 500 for code, _reason in refusal.recipients.values())
        log.warning("letter_refused", letter=str(letter.pk), is_for_good=is_for_good)
        if is_for_good:
            _channel_of(letter).refused(letter, at)
        else:
            _put_off(letter, at)
    except SMTPResponseException as refusal:
        log.warning("letter_refused", letter=str(letter.pk), code=refusal.smtp_code)
        _put_off(letter, at)
    else:
        _mark(letter, sent_at=at)


def _mark(letter: Letter, **times: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(claimed_until=None, **times)


def _put_off(letter: Letter, at: datetime) -> None:
    """Let it wait: a minute after the first try, twice as long after each, an hour at most."""
    wait = min(timedelta(minutes=2 ** min(letter.tries - 1, 10)), LONGEST_WAIT)
    Letter.objects.filter(pk=letter.pk).update(claimed_until=None, due_at=at + wait)


def _close(post: Post) -> None:
    try:
        post.close()
    except OSError:  # it hung up first
        log.info("mail_server_hung_up")


# --- Writing --------------------------------------------------------------------------------------


def _written(letters: list[Letter], at: datetime) -> dict[UUID, EmailMessage | Text | None]:
    """The e-mail or text of each, None where nothing is left to tell; one that cannot be written is
    not among them, and keeps no other waiting. Asks the database as often for many as for few, but
    for those that ask to confirm.
    """
    items: dict[UUID, list[int]] = defaultdict(list)
    told = Notification.objects.filter(letter__in=letters).values_list("letter", "item")
    for letter_id, item in told:
        items[letter_id].append(item)
    facts = facts_of({item for each in items.values() for item in each}, at=at)
    written = {}
    for letter in letters:
        news = [facts[item] for item in items[letter.pk] if item in facts]
        contents = Contents.of(letter, news)
        tells = contents.facts or letter.kind == Letter.Kind.NUMBER
        has_something = contents.follows or (tells and _is_wanted(letter))
        write = _channel_of(letter).write
        try:
            written[letter.pk] = write(letter, contents) if has_something else None
        except Exception:
            log.exception("letter_not_written", letter=str(letter.pk))
    return written


def _is_wanted(letter: Letter) -> bool:
    """Whether its reader still wants letters, who may have stopped them, or closed their account,
    since it was made.
    """
    user = letter.subscriber.user
    return (user is None or user.is_active) and _channel_of(letter).is_wanted(letter)


def _channel_of(letter: Letter) -> Channel:
    return CHANNELS[Letter.Channel(letter.channel)]
