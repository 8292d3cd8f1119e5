"""Letters: when each is due, what it says in which language, and that none is lost or sent
twice.
"""

import re
import smtplib
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Letter, NewsItem, Notification, Subscriber
from outcomes.notifications.actions import letters as sending
from outcomes.notifications.actions.channels import CHANNELS, MOST_IN_ONE
from outcomes.notifications.actions.following import choose_letters, stop_letters
from outcomes.notifications.actions.letters import (
    BATCH,
    forget_letters,
    make_letters,
    send_letter,
    send_letters,
)
from outcomes.notifications.actions.reading import mark_news_read
from outcomes.notifications.actions.telling import news_of_ends, news_of_proposal, tell_followers
from outcomes.notifications.permissions import LinkHolder
from outcomes.notifications.queries.subscribers import token_of
from participation.models import Council, Role
from priorities.models import Proposal
from tests import make

pytestmark = pytest.mark.django_db

LEASE = configured.LETTERS_CLAIMED_FOR
LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 2, 8, tzinfo=LONDON)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def council():
    return make.a_council(host="northbrook.example")


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=MONDAY)


def happens(round_, *, at, **facts):
    """A proposal is published, and followers are told."""
    proposal = make.a_proposal(round_, at=at, **facts)
    news_of_proposal(proposal_id=proposal.pk, at=at)
    tell_followers(at=at)
    return proposal


def a_follower(round_, frequency="at_once", **facts):
    follow = make.a_follow(
        round_.council, round=round_, frequency=frequency, at=MONDAY - 30 * DAY, **facts
    )
    return follow.subscriber


def send_all(at):
    while send_letters(at=at):
        pass


# --- When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequency", "days", "clock"),
    [
        ("at_once", 0, 12),
        ("daily", 1, 8),
        ("weekly", 6, 8),
    ],
)
def test_a_letter_is_due_when_its_reader_asked_for_it(round_, frequency, days, clock):
    a_follower(round_, frequency)
    tuesday_noon = MONDAY + DAY + 4 * HOUR
    happens(round_, at=tuesday_noon)
    due_at = (MONDAY + (1 + days) * DAY).replace(hour=clock)
    if due_at > tuesday_noon:
        assert make_letters(at=due_at - timedelta(seconds=1)) == 0
    assert make_letters(at=due_at) == 1
    assert make_letters(at=due_at) == 0
    send_all(due_at)
    assert len(mail.outbox) == 1


def test_the_morning_is_the_same_when_the_clocks_change(round_):
    a_follower(round_, "daily")
    happens(round_, at=datetime(2027, 3, 27, 12, tzinfo=LONDON))
    assert make_letters(at=datetime(2027, 3, 28, 7, 59, tzinfo=LONDON)) == 0
    assert make_letters(at=datetime(2027, 3, 28, 8, 0, tzinfo=LONDON)) == 1


def test_a_digest_is_one_letter_newest_first_and_readable_without_clicking(round_):
    subscriber = a_follower(round_, "weekly")
    first = happens(round_, at=MONDAY - 3 * DAY, title="A dentist")
    second = happens(round_, at=MONDAY - 2 * DAY, title="A minibus & more")
    make_letters(at=MONDAY)
    send_all(MONDAY)
    (letter,) = mail.outbox
    assert letter.subject == "Northbrook: 2 things happened to what you follow"
    assert letter.body.index(second.title) < letter.body.index(first.title)
    assert first.idea in letter.body
    assert f"http://northbrook.example:8000/proposals/{first.pk}/" in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert "A minibus &amp; more" in html
    assert html.index("A minibus") < html.index("A dentist")
    assert first.idea in html
    stop = reverse("stop_letters", args=[token_of(subscriber)])
    assert stop in letter.body
    assert stop in html
    assert not re.search(r"<img|<script|style=|src=", html), "Nothing tells that it was read."


def test_a_letter_about_one_thing_says_in_its_subject_what_it_is(round_):
    a_follower(round_)
    happens(round_, at=MONDAY, title="A minibus & more")
    make_letters(at=MONDAY)
    send_all(MONDAY)
    assert mail.outbox[0].subject == "A new proposal: A minibus & more (Northbrook)"


def test_nothing_to_tell_is_no_letter(round_):
    a_follower(round_, "weekly")
    assert make_letters(at=MONDAY) == 0


def test_what_was_read_here_is_in_no_digest(round_):
    person = make.a_person(round_.council, Role.RESIDENT)
    a_follower(round_, "daily", user=person)
    happens(round_, at=MONDAY - DAY)
    mark_news_read(by=person, council=round_.council, at=MONDAY - HOUR)
    assert make_letters(at=MONDAY) == 0


def test_who_begins_to_want_letters_gets_none_of_before(round_):
    person = make.a_person(round_.council, Role.RESIDENT)
    subscriber = a_follower(round_, "never", user=person)
    happens(round_, at=MONDAY - DAY)
    assert make_letters(at=MONDAY) == 0
    choose_letters(by=person, subscriber=subscriber, frequency="daily", language="en-gb", at=MONDAY)
    assert make_letters(at=MONDAY + DAY) == 0
    happens(round_, at=MONDAY + HOUR)
    assert make_letters(at=MONDAY + DAY) == 1


def test_a_reminder_waits_for_no_digest(council):
    at = timezone.now()
    poll = make.an_open_poll(make.a_round(make.a_sector(council), at=at))
    make.a_follow(council, poll=poll, frequency="weekly")
    soon = poll.closes_at - DAY
    news_of_ends(at=soon)
    tell_followers(at=soon)
    assert make_letters(at=soon) == 1
    send_all(soon)
    (letter,) = mail.outbox
    assert letter.subject == "Northbrook: voting ends soon"
    assert poll.title_en in letter.body
    assert "You can vote until" in letter.body


def test_a_reminder_that_is_too_late_is_not_sent(council):
    at = timezone.now()
    poll = make.an_open_poll(make.a_round(make.a_sector(council), at=at))
    make.a_follow(council, poll=poll)
    soon = poll.closes_at - DAY
    news_of_ends(at=soon)
    tell_followers(at=soon)
    make_letters(at=soon)
    send_all(poll.closes_at)
    assert mail.outbox == []
    assert not Letter.objects.unsent().exists()


def test_a_long_digest_says_how_much_more_there_is(round_):
    a_follower(round_, "daily")
    for _ in range(MOST_IN_ONE + 2):
        happens(round_, at=MONDAY - DAY)
    make_letters(at=MONDAY)
    send_all(MONDAY)
    (letter,) = mail.outbox
    assert letter.body.count("A new proposal") == MOST_IN_ONE
    assert "2 things more happened" in letter.body


def test_what_is_hidden_between_making_and_sending_is_not_in_the_letter(round_):
    a_follower(round_)
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)
    Proposal.objects.update(published_on=None)
    send_all(MONDAY)
    assert mail.outbox == []
    assert not Letter.objects.unsent().exists()


# --- In which language ----------------------------------------------------------------------------


def test_a_letter_is_in_the_language_its_reader_chose(round_):
    subscriber = a_follower(round_)
    Subscriber.objects.update(language="cy")
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)
    send_all(MONDAY)
    (letter,) = mail.outbox
    assert f"/cy/letters/{token_of(subscriber)}/stop/" in letter.body
    assert '<html lang="cy">' in letter.alternatives[0][0]


def test_who_chose_none_is_written_to_in_each_language_of_the_council(round_):
    a_follower(round_)
    Subscriber.objects.update(language="")
    Council.objects.update(writing=Council.Writing.EITHER)
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)
    send_all(MONDAY)
    (letter,) = mail.outbox
    assert "/cy/proposals/" in letter.body
    assert " / " in letter.subject
    assert letter.alternatives[0][0].count("<div lang=") == 2


# --- Stopping by the letter -----------------------------------------------------------------------


def test_mail_programs_can_stop_letters_by_one_post(client, settings, round_):
    settings.ALLOWED_HOSTS = ["*"]
    a_follower(round_)
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)
    send_all(MONDAY)
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").partition("northbrook.example:8000")[2]
    client.post(address, {"List-Unsubscribe": "One-Click"}, headers={"host": "northbrook.example"})
    assert not Subscriber.objects.exists()


def test_who_stops_gets_not_even_what_was_made(round_):
    subscriber = a_follower(round_)
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)
    stop_letters(by=LinkHolder(subscriber.pk), subscriber=subscriber, at=timezone.now())
    send_all(MONDAY)
    assert mail.outbox == []


def test_an_account_that_stops_gets_not_even_what_was_made(round_):
    person = make.a_person(round_.council, Role.RESIDENT)
    subscriber = a_follower(round_, user=person)
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)
    stop_letters(by=person, subscriber=subscriber, at=timezone.now())
    send_all(MONDAY)
    assert mail.outbox == []


def test_an_account_that_is_closed_gets_none(round_):
    person = make.a_person(round_.council, Role.RESIDENT)
    a_follower(round_, user=person)
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)
    person.is_active = False
    person.save()
    send_all(MONDAY)
    assert mail.outbox == []


# --- None lost, none twice ------------------------------------------------------------------------


class Server(EmailBackend):
    """A mail server that does as it is told."""

    answers = iter(())  # a problem for each letter, None to take it
    is_away = False

    def open(self):
        if self.is_away:
            raise ConnectionRefusedError
        return False

    def send_messages(self, messages):
        if problem := next(self.answers, None):
            raise problem
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Server"

    def told(**how):
        for name, value in how.items():
            monkeypatch.setattr(Server, name, value)

    return told


def many(round_, number):
    for _ in range(number):
        a_follower(round_)
    happens(round_, at=MONDAY)
    make_letters(at=MONDAY)


def addresses():
    return sorted(letter.to[0] for letter in mail.outbox)


def everybody():
    return sorted(Subscriber.objects.values_list("email", flat=True))


def test_with_the_mail_server_away_for_a_day_nothing_is_lost_or_sent_twice(round_, server):
    many(round_, BATCH + 5)
    server(is_away=True)
    at = MONDAY
    while at < MONDAY + DAY:
        assert send_letters(at=at) == 0
        at += timedelta(minutes=10)
    assert Letter.objects.unsent().count() == BATCH + 5
    server(is_away=False)
    for minutes in range(0, 70, 10):  # none waits longer than an hour
        send_all(at + timedelta(minutes=minutes))
    assert addresses() == everybody()


def test_a_server_that_hangs_up_leaves_the_rest_for_another_time(round_, server):
    many(round_, 5)
    gone = smtplib.SMTPServerDisconnected("gone")
    server(answers=iter([None, None, gone]))
    assert send_letters(at=MONDAY) == 0
    assert len(mail.outbox) == 2
    send_all(MONDAY + HOUR)
    assert addresses() == everybody()


def test_one_letter_that_is_refused_keeps_no_other_waiting(round_, server):
    many(round_, 3)
    server(answers=iter([smtplib.SMTPDataError(451, b"later")]))
    assert send_letters(at=MONDAY) == 3
    assert len(mail.outbox) == 2
    send_all(MONDAY + timedelta(minutes=1))
    assert addresses() == everybody()


@pytest.mark.parametrize(("code", "left"), [(550, 0), (450, 1)])
def test_an_address_that_is_refused_for_good_is_given_up(round_, server, code, left):
    many(round_, 1)
    refusal = smtplib.SMTPRecipientsRefused({"a@example.org": (code, b"no")})
    server(answers=iter([refusal]))
    send_letters(at=MONDAY)
    assert Letter.objects.unsent().count() == left


def test_what_a_dead_worker_held_is_sent_when_its_claim_has_run_out(round_, monkeypatch):
    many(round_, 4)

    class Killed(BaseException):
        pass

    def hand_over(post, letter, *facts):
        if letter.pk == last:
            raise Killed
        return before(post, letter, *facts)

    before = sending._hand_over
    last = Letter.objects.order_by("due_at", "pk")[2].pk
    monkeypatch.setattr(sending, "_hand_over", hand_over)
    with pytest.raises(Killed):
        send_letters(at=MONDAY)
    monkeypatch.setattr(sending, "_hand_over", before)
    assert len(mail.outbox) == 2
    assert send_letters(at=MONDAY + LEASE - timedelta(seconds=1)) == 0, "It may be alive."
    send_all(MONDAY + LEASE)
    assert addresses() == everybody()


def test_a_letter_that_is_tried_again_has_the_same_id(round_, monkeypatch):
    """Killed between the server's yes and our mark: what nothing can prevent is a second copy,
    which says that it is one.
    """
    many(round_, 1)
    monkeypatch.setattr(sending, "_mark", lambda *_letter, **_times: None)
    send_letters(at=MONDAY)
    monkeypatch.undo()
    send_all(MONDAY + LEASE)
    first, second = (letter.message()["Message-ID"] for letter in mail.outbox)
    assert first == second


def test_one_that_cannot_be_written_keeps_no_other_waiting(round_, monkeypatch):
    many(round_, 3)
    bad = Letter.objects.order_by("due_at", "pk")[0].pk
    before = CHANNELS[Letter.Channel.EMAIL]

    def write(letter, contents):
        if letter.pk == bad:
            raise ZeroDivisionError
        return before.write(letter, contents)

    monkeypatch.setitem(CHANNELS, Letter.Channel.EMAIL, replace(before, write=write))
    send_all(MONDAY)
    assert len(mail.outbox) == 2
    monkeypatch.undo()
    send_all(MONDAY + HOUR)
    assert addresses() == everybody()


def test_two_workers_never_hold_the_same_letter(round_):
    many(round_, 2 * BATCH)
    first = sending._claimed(Letter.objects.all(), MONDAY)
    second = sending._claimed(Letter.objects.all(), MONDAY)
    assert len(first) == len(second) == BATCH
    assert not {each.pk for each in first} & {each.pk for each in second}
    assert sending._claimed(Letter.objects.all(), MONDAY) == []


def test_what_is_new_goes_into_no_letter_that_another_has_made(round_, monkeypatch):
    """As two workers make letters at one moment: the second does not see what the first made."""
    many(round_, 1)
    happens(round_, at=MONDAY)
    nothing = Letter.objects.none()
    monkeypatch.setattr(type(nothing), "unsent", lambda letters: letters.none())
    fresh = Notification.objects.unlettered()
    made = sending._make_some(
        Subscriber.objects.all(), fresh, Letter.Kind.NEWS, Letter.Channel.EMAIL, MONDAY
    )
    assert made == 1, "It has tried."
    monkeypatch.undo()
    assert Letter.objects.count() == 1
    assert Notification.objects.unlettered().count() == 1


def test_one_letter_is_sent_alone_and_once(round_):
    many(round_, 2)
    letter = Letter.objects.first()
    for _ in range(2):
        send_letter(letter=letter.pk, at=MONDAY)
    assert addresses() == [letter.subscriber.email]


def test_while_one_waits_no_second_is_made(round_, server):
    a_follower(round_)
    server(is_away=True)
    for hours in range(3):
        happens(round_, at=MONDAY + hours * HOUR)
        make_letters(at=MONDAY + hours * HOUR)
        send_letters(at=MONDAY + hours * HOUR)
    assert Letter.objects.count() == 1
    server(is_away=False)
    send_all(MONDAY + 4 * HOUR)
    make_letters(at=MONDAY + 4 * HOUR)
    send_all(MONDAY + 4 * HOUR)
    assert len(mail.outbox) == 2
    assert sum(letter.body.count("A new proposal") for letter in mail.outbox) == 3


def test_letters_ask_the_database_as_often_for_many_as_for_few(
    round_, django_assert_max_num_queries
):
    many(round_, 20)
    with django_assert_max_num_queries(20 + 16):  # a mark each
        send_letters(at=MONDAY)
    assert len(mail.outbox) == 20


def test_what_is_a_year_old_is_forgotten_and_never_told_anew(round_):
    many(round_, 2)
    send_all(MONDAY)
    fresh = a_follower(round_)
    happens(round_, at=MONDAY + 200 * DAY)
    make_letters(at=MONDAY + 200 * DAY)
    forget_letters(at=MONDAY + 366 * DAY)
    assert Notification.objects.filter(subscriber=fresh).exists()
    assert Letter.objects.filter(made_at__lt=MONDAY + DAY).count() == 0
    assert NewsItem.objects.count() == 2
