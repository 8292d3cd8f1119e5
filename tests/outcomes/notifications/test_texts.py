"""Hearing by text: a number that its owner confirms, what comes by text and what by e-mail, and
stopping; against a server that stands for GOV.UK Notify.
"""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Letter, Mobile, Notification
from outcomes.notifications.actions.following import stop_letters
from outcomes.notifications.actions.letters import make_letters, send_letters
from outcomes.notifications.actions.telling import (
    REMINDED,
    news_of_ends,
    news_of_proposal,
    tell_followers,
)
from outcomes.notifications.actions.texting import (
    LASTS,
    MOST_CODES,
    MOST_TRIES,
    NumberRefused,
    confirm_number,
    forget_unconfirmed_numbers,
    give_number,
    remove_number,
)
from outcomes.notifications.permissions import LinkHolder
from outcomes.notifications.queries.subscribers import MOST_TEXTS, code_of, token_of
from participation.models import Role
from participation.privacy.actions.deleting import delete_account
from tests import make
from tests.notify import a_notify

pytestmark = pytest.mark.django_db

NUMBER = "07400 123456"
LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 2, 12, tzinfo=LONDON)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEWS = Mobile.Wants.NEWS


@pytest.fixture
def notify(settings):
    settings.GOVUK_NOTIFY_SMS_TEMPLATE = "a-text"
    with a_notify(settings) as server:
        yield server


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=NOON)


@pytest.fixture
def reader(council):
    return make.a_person(council, Role.RESIDENT)


@pytest.fixture
def subscriber(council, round_, reader):
    return make.a_follow(council, reader, round=round_, at=NOON - 30 * DAY).subscriber


def give(subscriber, *, number=NUMBER, wants=NEWS, at=NOON):
    told = {"number": number, "wants": wants, "language": "en-gb", "at": at}
    return give_number(by=subscriber.user, subscriber=subscriber, **told)


def texted(subscriber, **facts):
    """Somebody whose number is confirmed since yesterday."""
    facts = {"wants": NEWS, "number": "+447400123456", **facts}
    confirmed = {"asked_at": NOON - DAY, "confirmed_at": NOON - DAY}
    return Mobile.objects.create(subscriber=subscriber, **confirmed, **facts)


def happens(round_, *, at=NOON, **facts):
    proposal = make.a_proposal(round_, at=at, **facts)
    news_of_proposal(proposal_id=proposal.pk, at=at)
    tell_followers(at=at)
    return proposal


def send_all(at=NOON):
    make_letters(at=at)
    while send_letters(at=at):
        pass


def bodies(notify):
    return [asked["personalisation"]["body"] for path, _key, asked in notify.asked]


# --- Giving and confirming a number ---------------------------------------------------------------


def test_a_number_is_given_confirmed_by_its_code_and_removed_on_pages(
    client, notify, reader, subscriber
):
    client.force_login(reader)
    assert reverse("texts") in client.get(reverse("following")).content.decode()
    answer = client.post(reverse("texts"), {"number": NUMBER, "wants": "news"})
    assert answer.url == reverse("confirm_number")
    make.settle()
    send_all(timezone.now())
    ((path, _key, asked),) = notify.asked
    assert (path, asked["phone_number"]) == ("/v2/notifications/sms", "+447400123456")
    code = re.search(r"\d{6}", asked["personalisation"]["body"])[0]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    refused = client.post(reverse("confirm_number"), {"code": wrong})
    assert refused.status_code == 422
    assert "This is not the code that we sent." in refused.content.decode()
    taken = client.post(reverse("confirm_number"), {"code": f"{code[:3]} {code[3:]}"}, follow=True)
    assert "Your number is confirmed." in taken.content.decode()
    assert "ends with 456" in taken.content.decode()
    assert Mobile.objects.get().is_confirmed
    gone = client.post(reverse("remove_number"), follow=True)
    assert "have deleted your number" in gone.content.decode()
    assert not Mobile.objects.exists()


@pytest.fixture
def phone(browser, live_server, client, settings, subscriber):
    """A phone on which the subscriber is signed in, where texts are sent."""
    settings.GOVUK_NOTIFY_SMS_TEMPLATE = "a-text"
    type(subscriber.council).objects.update(host="localhost")
    client.force_login(subscriber.user)
    page = browser.new_page(viewport={"width": 360, "height": 740}, base_url=live_server.url)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    yield page
    page.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["", "/cy"])
def test_the_pages_of_texts_fit_a_phone_and_read_well(phone, subscriber, axe, language):
    page = phone

    def hold(name, *arguments):
        page.goto(f"{language}{reverse(name, args=arguments)}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    hold("texts")
    page.locator("[name=number]").fill("020 7946 0018")
    page.locator("main form button").click()
    axe(page)
    page.locator("[name=number]").fill(NUMBER)
    page.locator("main form button").click()
    axe(page)
    hold("confirm_number")
    page.locator("[name=code]").fill(code_of(Mobile.objects.get()))
    page.locator("main form button").click()
    axe(page)
    assert Mobile.objects.get().is_confirmed
    hold("following")
    hold("stop_texts", token_of(subscriber))
    page.locator("main form button").click()
    axe(page)
    assert not Mobile.objects.exists()


@pytest.mark.parametrize("number", ["020 7946 0018", "+33 6 12 34 56 78", "my number"])
def test_what_is_no_uk_mobile_is_refused_at_the_field(client, notify, reader, subscriber, number):
    client.force_login(reader)
    answer = client.post(reverse("texts"), {"number": number, "wants": "news"})
    assert answer.status_code == 422
    assert "number" in answer.context["form"].errors
    assert not Mobile.objects.exists()
    assert not Letter.objects.exists()


def test_where_no_texts_are_sent_there_is_no_page_and_no_word_of_them(client, reader, subscriber):
    client.force_login(reader)
    assert client.get(reverse("texts")).status_code == 404
    assert reverse("texts") not in client.get(reverse("following")).content.decode()


def test_a_code_is_tried_a_few_times_and_for_some_minutes(subscriber):
    mobile = give(subscriber)
    by = {"by": subscriber.user, "subscriber": subscriber}
    with pytest.raises(NumberRefused, match="works no more"):
        confirm_number(code=code_of(mobile), at=NOON + LASTS, **by)
    for _ in range(MOST_TRIES):
        with pytest.raises(NumberRefused, match="not the code"):
            confirm_number(code="none", at=NOON, **by)
    with pytest.raises(NumberRefused, match="works no more"):
        confirm_number(code=code_of(mobile), at=NOON, **by)
    assert not Mobile.objects.get().is_confirmed


def test_each_number_has_a_code_of_its_own(subscriber):
    first = give(subscriber)
    second = give(subscriber, at=NOON + HOUR)
    assert code_of(first) != code_of(second)
    told = {"by": subscriber.user, "subscriber": subscriber, "at": NOON + HOUR}
    with pytest.raises(NumberRefused):
        confirm_number(code=code_of(first), **told)
    confirm_number(code=code_of(second), **told)


def test_few_codes_go_to_one_person_and_to_one_number_in_a_day(council, round_, subscriber):
    for n in range(MOST_CODES):
        give(subscriber, number=f"0740012345{n}")
    with pytest.raises(NumberRefused, match="Enough codes"):
        give(subscriber, number="07400123459")
    give(subscriber, number="07400123459", at=NOON + DAY)
    others = [make.a_follow(council, make.a_person(council), round=round_) for _ in range(4)]
    for other in others[:MOST_CODES]:
        give(other.subscriber)
    with pytest.raises(NumberRefused, match="Enough codes"):
        give(others[-1].subscriber)


@pytest.mark.parametrize("who", ["stranger", "link"])
def test_nobody_else_gives_a_number(council, subscriber, who):
    by = make.a_person(council) if who == "stranger" else LinkHolder(subscriber.pk)
    told = {"number": NUMBER, "wants": NEWS, "language": "en-gb", "at": NOON}
    with pytest.raises(PermissionDenied):
        give_number(by=by, subscriber=subscriber, **told)
    mobile = give(subscriber)
    with pytest.raises(PermissionDenied):
        confirm_number(by=by, subscriber=subscriber, code=code_of(mobile), at=NOON)


def test_who_follows_by_an_address_alone_gives_no_number(council, round_):
    alone = make.a_follow(council, email="ada@example.org", round=round_).subscriber
    told = {"number": NUMBER, "wants": NEWS, "language": "en-gb", "at": NOON}
    with pytest.raises(PermissionDenied):
        give_number(by=LinkHolder(alone.pk), subscriber=alone, **told)


def test_a_code_confirms_the_number_of_its_owner_alone(council, round_, subscriber):
    other = make.a_follow(council, make.a_person(council), round=round_).subscriber
    own, theirs = give(subscriber), give(other, number="07400 123457")
    told = {"by": subscriber.user, "subscriber": subscriber, "at": NOON}
    with pytest.raises(NumberRefused, match="not the code"):
        confirm_number(code=code_of(theirs), **told)
    confirm_number(code=code_of(own), **told)
    theirs.refresh_from_db()
    assert (theirs.is_confirmed, theirs.tries) == (False, 0)


# --- What comes by text ---------------------------------------------------------------------------


def test_news_comes_by_text_at_once_and_by_no_email_as_well(notify, round_, subscriber):
    texted(subscriber)
    proposal = happens(round_, title="A dentist")
    send_all()
    (body,) = bodies(notify)
    assert body.startswith("Northbrook\nA new proposal: A dentist\n")
    assert f"/proposals/{proposal.pk}/" in body
    assert body.rstrip().endswith(reverse("stop_texts", args=[token_of(subscriber)]))
    assert notify.asked[0][2]["reference"] == str(Letter.objects.get().pk)
    assert mail.outbox == []
    send_all(NOON + DAY)
    assert len(notify.asked) == 1, "once"


def test_texts_are_in_their_readers_language(notify, round_, subscriber):
    texted(subscriber)
    type(subscriber).objects.update(language="cy")
    happens(round_)
    send_all()
    assert "Cynnig newydd" in bodies(notify)[0]
    assert "/cy/proposals/" in bodies(notify)[0]


def test_who_wants_reminders_alone_gets_other_news_by_email(notify, council, round_, subscriber):
    texted(subscriber, wants=Mobile.Wants.REMINDERS)
    happens(round_)
    send_all()
    assert (len(notify.asked), len(mail.outbox)) == (0, 1)
    now = timezone.localtime()
    voting = make.a_round(round_.sector, at=now)
    poll = make.an_open_poll(voting, closes_at=now + 3 * DAY)
    make.a_follow(council, subscriber.user, poll=poll)
    soon = now.replace(hour=12) + 2 * DAY
    news_of_ends(at=soon)
    tell_followers(at=soon)
    send_all(soon)
    (body,) = bodies(notify)
    assert "Voting ends soon" in body
    assert len(mail.outbox) == 1


def test_a_number_that_is_not_confirmed_gets_no_news(notify, round_, subscriber):
    give(subscriber)
    happens(round_)
    send_all()
    assert len(notify.asked) == 1, "the code"
    assert len(mail.outbox) == 1


def test_what_is_in_a_workers_hands_goes_to_no_number_that_is_not_confirmed(
    notify, round_, subscriber
):
    texted(subscriber)
    happens(round_)
    make_letters(at=NOON)
    Mobile.objects.update(confirmed_at=None)  # as when another number is given at this moment
    send_all()
    assert notify.asked == []


def test_after_a_days_texts_news_goes_by_email(notify, round_, subscriber):
    texted(subscriber)
    for n in range(MOST_TEXTS + 1):
        happens(round_, at=NOON + n * timedelta(minutes=1))
        send_all(NOON + n * timedelta(minutes=1))
    assert (len(notify.asked), len(mail.outbox)) == (MOST_TEXTS, 1)
    happens(round_, at=NOON + DAY)
    send_all(NOON + DAY)
    assert (len(notify.asked), len(mail.outbox)) == (MOST_TEXTS + 1, 1), "on another day, by text"


def test_where_texts_are_sent_no_more_news_goes_by_email(round_, subscriber):
    texted(subscriber)
    happens(round_)
    send_all()
    assert len(mail.outbox) == 1


def test_emails_are_none_of_a_days_texts(notify, round_, subscriber):
    texted(subscriber)
    email = {"kind": Letter.Kind.NEWS, "channel": Letter.Channel.EMAIL}
    for _ in range(MOST_TEXTS):
        Letter.objects.create(
            subscriber=subscriber, **email, made_at=NOON, due_at=NOON, sent_at=NOON
        )
    happens(round_)
    send_all()
    assert (len(notify.asked), len(mail.outbox)) == (1, 0)


def test_a_text_waits_for_the_morning(notify, round_, subscriber):
    texted(subscriber)
    evening = NOON.replace(hour=21)
    happens(round_, at=evening)
    send_all(evening)
    happens(round_, at=evening + HOUR)
    send_all(evening + HOUR)
    send_all(NOON.replace(hour=7, minute=59) + DAY)
    assert notify.asked == mail.outbox == []
    send_all(NOON.replace(hour=8) + DAY)
    assert len(notify.asked) == 1


def test_the_reminders_of_a_night_wait_together_for_the_morning(
    notify, council, round_, subscriber
):
    texted(subscriber, wants=Mobile.Wants.REMINDERS)
    now = timezone.localtime()
    evening = now.replace(hour=21, minute=0) + DAY
    night = [evening + n * timedelta(minutes=1) for n in range(MOST_TEXTS + 2)]
    voting = make.a_round(round_.sector, at=now)
    for at in night:
        poll = make.an_open_poll(voting, closes_at=at + REMINDED)
        make.a_follow(council, subscriber.user, poll=poll, at=now)
    for at in night:
        news_of_ends(at=at)
        tell_followers(at=at)
        send_all(at)
    happens(round_, at=night[-1])
    send_all(night[-1])
    (letter,) = mail.outbox
    assert ("A new proposal" in letter.body, "Voting ends" in letter.body) == (True, False)
    morning = evening.replace(hour=8) + DAY
    send_all(morning - timedelta(minutes=1))
    assert Notification.objects.filter(is_reminder=True).count() == len(night)
    assert notify.asked == []
    for minutes in range(5):  # as often as the clock strikes
        send_all(morning + minutes * timedelta(minutes=1))
    first, others = bodies(notify)
    assert "Voting ends soon" in first
    assert f"{len(night) - 1} things happened" in others
    assert len(mail.outbox) == 1
    emails = Letter.objects.filter(channel=Letter.Channel.EMAIL)
    assert emails.count() == 1, "none was made in vain"
    assert not Notification.objects.filter(letter__sent_at=None).exists()


def test_a_text_tells_no_more_than_a_letter_of_when_staff_without_a_name_wrote(
    notify, round_, subscriber
):
    texted(subscriber)
    happens(round_, author_role=Role.STAFF, is_author_named=False)
    send_all()
    assert notify.asked == []
    morning = NOON.replace(hour=8) + DAY
    tell_followers(at=morning)
    send_all(morning)
    assert len(notify.asked) == 1


def test_what_a_text_cannot_reach_goes_by_email_and_the_number_is_forgotten(
    notify, round_, subscriber
):
    texted(subscriber)
    happens(round_)
    notify.status = 400
    error = {"error": "ValidationError", "message": "phone_number is not a valid number"}
    notify.body = {"status_code": 400, "errors": [error]}
    send_all()
    assert not Mobile.objects.exists()
    send_all()
    assert len(mail.outbox) == 1


def test_while_notify_is_away_texts_wait_and_emails_go(notify, council, round_, subscriber):
    texted(subscriber)
    make.a_follow(council, email="ada@example.org", round=round_, at=NOON - DAY)
    happens(round_)
    notify.status, notify.body = 500, {"status_code": 500, "errors": []}
    send_all()
    assert len(mail.outbox) == 1
    assert Letter.objects.unsent().get().channel == Letter.Channel.TEXT
    notify.status, notify.body = 201, {"id": "1"}
    send_all(NOON + HOUR)
    first, second = (asked["reference"] for _path, _key, asked in notify.asked)
    assert first == second, "by which Notify knows it"


# --- Stopping -------------------------------------------------------------------------------------


def test_one_press_stops_texts_without_signing_in_and_letters_go_on(notify, round_, subscriber):
    texted(subscriber)
    happens(round_)
    send_all()
    stop = urlsplit(bodies(notify)[0].split()[-1]).path
    page = Client().get(stop)
    assert Mobile.objects.exists(), "opening it does nothing"
    assert "Stop text messages" in page.content.decode()
    assert "No more texts" in Client().post(stop).content.decode()
    assert not Mobile.objects.exists()
    happens(round_, at=NOON + HOUR)
    send_all(NOON + HOUR)
    assert (len(notify.asked), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize("who", ["stranger", "link"])
def test_nobody_stops_the_texts_of_another(council, round_, subscriber, who):
    texted(subscriber)
    other = make.a_follow(council, make.a_person(council), round=round_).subscriber
    by = other.user if who == "stranger" else LinkHolder(other.pk)
    with pytest.raises(PermissionDenied):
        remove_number(by=by, subscriber=subscriber, at=NOON)
    assert Mobile.objects.exists()


def test_what_waited_for_the_morning_is_told_by_email_when_texts_stop(
    notify, council, round_, subscriber
):
    other = make.a_follow(council, make.a_person(council), round=round_, at=NOON - DAY).subscriber
    texted(subscriber)
    texted(other, number="+447400123457")
    evening = NOON.replace(hour=22)
    email = Letter.objects.create(
        subscriber=subscriber, kind=Letter.Kind.CONFIRM, made_at=evening, due_at=evening + DAY
    )
    happens(round_, at=evening)
    send_all(evening)
    theirs = Letter.objects.get(subscriber=other)
    remove_number(by=LinkHolder(subscriber.pk), subscriber=subscriber, at=evening + HOUR)
    assert set(Letter.objects.unsent()) == {email, theirs}, "their own texts stop, and no e-mail"
    send_all(evening + HOUR)
    assert (len(notify.asked), len(mail.outbox)) == (0, 1)
    assert not Notification.objects.unlettered().exists()
    send_all(NOON.replace(hour=8) + DAY)
    assert len(notify.asked) == 1, "the other's"


def test_who_stops_all_letters_gets_no_text_either(notify, round_, subscriber):
    texted(subscriber)
    stop_letters(by=subscriber.user, subscriber=subscriber, at=NOON)
    assert not Mobile.objects.exists()
    happens(round_)
    send_all()
    assert notify.asked == mail.outbox == []


def test_a_number_goes_with_its_account_and_unconfirmed_after_a_day(council, round_, subscriber):
    texted(subscriber)
    other = make.a_follow(council, make.a_person(council), round=round_).subscriber
    give(other, number="07400 123457")
    assert forget_unconfirmed_numbers(at=NOON + DAY - HOUR) == 0
    assert forget_unconfirmed_numbers(at=NOON + DAY) == 1
    assert Mobile.objects.get().subscriber == subscriber, "a confirmed one stays"
    delete_account(by=subscriber.user, council=council, keeps_proposals=True, at=NOON)
    assert not Mobile.objects.exists()
