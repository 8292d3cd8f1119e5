"""Following with an account and with an address alone: the letter that asks, the press that
confirms, changing, stopping, and forgetting.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcomes.models import Follow, Letter, Subscriber
from outcomes.notifications.actions.following import (
    ask_to_follow,
    choose_letters,
    confirm_follows,
    follow,
    forget_unconfirmed,
    stop_letters,
    unfollow,
)
from outcomes.notifications.permissions import LinkHolder
from outcomes.notifications.queries.subscribers import subscriber_with, token_of
from outcomes.notifications.queries.topics import find_topic
from participation.models import Role
from tests import make

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.org"
Frequency = Subscriber.Frequency


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def round_(council):
    return make.a_round(make.a_sector(council), at=timezone.now())


@pytest.fixture
def topic(council, round_):
    return find_topic(council, "round", round_.slug)


def ask(council, topic, **facts):
    ask_to_follow(
        **{
            "council": council,
            "email": ADDRESS,
            "topic": topic,
            "frequency": Frequency.WEEKLY,
            "language": "en-gb",
            "at": timezone.now(),
            **facts,
        }
    )


def by_account(person, council, topic):
    return follow(by=person, council=council, topic=topic, language="en-gb", at=timezone.now())


# --- With an account ------------------------------------------------------------------------------


def test_one_press_follows_and_a_second_changes_nothing(client, council, round_):
    person = make.a_person(council, Role.RESIDENT)
    client.force_login(person)
    address = reverse("follow", args=["round", round_.slug])
    assert client.post(address).status_code == 302
    client.post(address)
    found = Follow.objects.get()
    assert (found.subscriber.user, found.round, found.kind) == (person, round_, "round")
    assert found.confirmed_at is not None
    assert "You follow this." in client.get(address).content.decode()


def test_opening_the_page_follows_nothing(client, council, round_):
    client.force_login(make.a_person(council, Role.RESIDENT))
    client.get(reverse("follow", args=["round", round_.slug]))
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "kind", ["round", "proposal", "service", "area", "indicator", "poll", "rounds"]
)
def test_each_kind_can_be_followed_and_let_go_of(client, council, round_, kind):
    area = make.a_ward(council)
    poll = make.an_open_poll(round_)
    rows = {
        "round": round_.slug,
        "proposal": make.a_proposal(round_).pk,
        "service": make.a_service(round_.sector).pk,
        "area": area.pk,
        "indicator": make.an_indicator(council).key,
        "poll": poll.pk,
        "rounds": "new",
    }
    client.force_login(make.a_person(council, Role.RESIDENT))
    address = reverse("follow", args=[kind, rows[kind]])
    assert client.post(address).status_code == 302
    found = Follow.objects.get()
    assert found.kind == kind
    ((listed, _topic, _kind, page),) = client.get(reverse("following")).context["follows"]
    assert listed == found
    assert client.get(page).status_code == 200, "its own page"
    client.post(reverse("unfollow", args=[found.pk]))
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("round", "nothing"),
        ("proposal", "9"),
        ("proposal", "x"),
        ("proposal", "9" * 30),
        ("poll", "9"),
        ("poll", "00000000-0000-4000-8000-000000000000"),
        ("rounds", "old"),
        ("council", "1"),
    ],
)
def test_what_there_is_not_cannot_be_followed(client, council, kind, key):
    assert client.get(reverse("follow", args=[kind, key])).status_code == 404


def test_what_only_its_author_sees_cannot_be_followed(client, council, round_):
    author = make.a_person(council, Role.RESIDENT)
    draft = make.a_proposal(round_, author, published_on=None)
    client.force_login(author)
    assert client.get(reverse("follow", args=["proposal", draft.pk])).status_code == 404


def test_nothing_of_another_council_can_be_followed_here(client, council):
    theirs = make.a_council(host="theirs.example")
    sector = make.a_sector(theirs)
    other = make.a_round(sector, at=timezone.now())
    for kind, key in (
        ("round", other.slug),
        ("proposal", make.a_proposal(other).pk),
        ("service", make.a_service(sector).pk),
        ("area", make.a_ward(theirs).pk),
        ("indicator", make.an_indicator(theirs, sector=sector).key),
        ("poll", make.an_open_poll(other).pk),
    ):
        assert client.get(reverse("follow", args=[kind, key])).status_code == 404


def test_nobody_lets_go_for_another(client, council, topic):
    found = by_account(make.a_person(council, Role.RESIDENT), council, topic)
    other = make.a_person(council, Role.OFFICER)
    client.force_login(other)
    assert client.post(reverse("unfollow", args=[found.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        unfollow(by=other, follow=found)
    assert Follow.objects.exists()


def test_how_often_letters_come_is_chosen_on_a_page(client, council, topic):
    person = make.a_person(council, Role.RESIDENT)
    by_account(person, council, topic)
    client.force_login(person)
    assert Subscriber.objects.get().frequency == Frequency.WEEKLY
    client.post(reverse("following"), {"frequency": "at_once", "language": "cy"})
    subscriber = Subscriber.objects.get()
    assert (subscriber.frequency, subscriber.language) == (Frequency.AT_ONCE, "cy")
    answer = client.post(reverse("following"), {"frequency": "hourly", "language": "cy"})
    assert answer.status_code == 422


# --- With an address alone ------------------------------------------------------------------------


def test_an_address_hears_once_its_owner_has_pressed_confirm(client, council, round_):
    address = reverse("follow", args=["round", round_.slug])
    answer = client.post(address, {"email": "Ada@Example.org", "frequency": "daily"})
    assert "Look in your email" in answer.content.decode()
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.frequency) == (ADDRESS, Frequency.DAILY)
    assert not Follow.objects.confirmed().exists()

    make.settle()
    (letter,) = mail.outbox
    link = reverse("confirm_follows", args=[token_of(subscriber)])
    assert letter.to == [ADDRESS]
    assert str(round_.title) in letter.body
    assert link in letter.body
    assert link in letter.alternatives[0][0]
    make.settle()
    assert len(mail.outbox) == 1

    assert client.get(link).status_code == 200
    assert not Follow.objects.confirmed().exists(), "Opening the link confirms nothing."
    client.post(link)
    assert Follow.objects.confirmed().get().round == round_
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a b@example.org"])
def test_what_is_no_address_is_refused_at_the_field(client, council, round_, email):
    address = reverse("follow", args=["round", round_.slug])
    answer = client.post(address, {"email": email, "frequency": "weekly"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"email"}
    assert not Subscriber.objects.exists()


def test_the_answer_does_not_tell_whether_an_address_is_known(client, council, round_, topic):
    by_account(make.a_person(council, Role.RESIDENT, email=ADDRESS), council, topic)
    address = reverse("follow", args=["round", round_.slug])
    known, unknown = (
        client.post(address, {"email": email, "frequency": "weekly"}).content
        for email in (ADDRESS, "new@example.org")
    )
    assert known == unknown


def test_what_is_confirmed_already_asks_for_no_letter(council, topic):
    person = make.a_person(council, Role.RESIDENT, email=ADDRESS)
    by_account(person, council, topic)
    ask(council, topic)
    assert not Letter.objects.exists()
    assert Subscriber.objects.get().user == person, "An account hears, not its address beside it."


def test_one_letter_asks_about_all_and_few_letters_in_a_day(council, round_, topic):
    other = find_topic(council, "proposal", str(make.a_proposal(round_).pk))
    ask(council, topic)
    ask(council, other)
    assert Letter.objects.count() == 1
    for _ in range(9):
        make.settle()
        ask(council, topic)
    assert len(mail.outbox) == 5
    assert str(other.title) in mail.outbox[0].body


def test_a_network_that_asks_for_too_many_is_told_to_wait(client, council, round_):
    address = reverse("follow", args=["round", round_.slug])
    answers = [
        client.post(address, {"email": f"{n}@example.org", "frequency": "weekly"}).status_code
        for n in range(11)
    ]
    assert answers == [200] * 10 + [422]
    assert Subscriber.objects.count() == 10


def test_with_an_account_later_nobody_hears_twice(council, round_, topic):
    ask(council, topic)
    alone = Subscriber.objects.get()
    confirm_follows(by=LinkHolder(alone.pk), subscriber=alone, at=timezone.now())
    ask(council, find_topic(council, "rounds", "new"))  # and never confirmed
    by_account(make.a_person(council, Role.RESIDENT, email=ADDRESS), council, topic)
    subscriber = Subscriber.objects.get()
    assert (subscriber.pk, subscriber.email) == (alone.pk, "")
    assert [each.round for each in subscriber.follows.all()] == [round_]


def test_whoever_has_the_link_changes_and_stops(client, council, topic):
    ask(council, topic)
    subscriber = Subscriber.objects.get()
    confirm_follows(by=LinkHolder(subscriber.pk), subscriber=subscriber, at=timezone.now())
    page = reverse("subscription", args=[token_of(subscriber)])
    assert client.get(page).context["follows"][0][0] == subscriber.follows.get()
    client.post(page, {"frequency": "daily", "language": "cy"})
    assert Subscriber.objects.get().frequency == Frequency.DAILY
    answer = client.post(page, {"frequency": "never", "language": "cy"})
    assert answer.status_code == 422, "An address alone has no page to look at."

    found = subscriber.follows.get()
    client.post(reverse("unfollow_by_link", args=[token_of(subscriber), found.pk]))
    assert not Subscriber.objects.exists(), "An address that follows nothing is forgotten."
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("forged", ["1", "1:x", ":", "1:" + "A" * 43])
def test_a_forged_link_leads_nowhere(client, council, topic, forged):
    ask(council, topic)
    for name in ("subscription", "confirm_follows"):
        assert client.get(reverse(name, args=[forged])).status_code == 404
    client.post(reverse("stop_letters", args=[forged]))
    assert Subscriber.objects.exists()


def test_a_link_works_at_its_own_council_alone(council, topic):
    ask(council, topic)
    subscriber = Subscriber.objects.get()
    assert subscriber_with(token_of(subscriber), council) == subscriber
    assert subscriber_with(token_of(subscriber), make.a_council(host="else.example")) is None


def test_a_link_opens_nothing_of_an_account_but_stopping(client, council, topic):
    person = make.a_person(council, Role.RESIDENT)
    found = by_account(person, council, topic)
    token = token_of(found.subscriber)
    assert client.get(reverse("subscription", args=[token])).status_code == 302
    answer = client.post(reverse("unfollow_by_link", args=[token, found.pk]))
    assert answer.status_code == 403
    holder = LinkHolder(found.subscriber.pk)
    with pytest.raises(PermissionDenied):
        choose_letters(
            by=holder,
            subscriber=found.subscriber,
            frequency=Frequency.DAILY,
            language="cy",
            at=timezone.now(),
        )
    with pytest.raises(PermissionDenied):
        stop_letters(
            by=LinkHolder(found.subscriber.pk + 1),
            subscriber=found.subscriber,
            at=timezone.now(),
        )


# --- Stopping and forgetting ----------------------------------------------------------------------


def test_one_press_stops_all_without_signing_in_or_a_cookie(council, topic):
    ask(council, topic)
    subscriber = Subscriber.objects.get()
    client = Client(enforce_csrf_checks=True)
    address = reverse("stop_letters", args=[token_of(subscriber)])
    assert client.get(address).status_code == 200
    assert Subscriber.objects.exists(), "Opening the link stops nothing."
    body = {"List-Unsubscribe": "One-Click"}
    assert client.post(address, body).status_code == 200
    assert not Subscriber.objects.exists(), "The address is forgotten."
    assert client.post(address, body).status_code == 200, "Again is as well."


def test_an_account_that_stops_keeps_its_list(client, council, topic):
    found = by_account(make.a_person(council, Role.RESIDENT), council, topic)
    client.post(reverse("stop_letters", args=[token_of(found.subscriber)]))
    subscriber = Subscriber.objects.get()
    assert subscriber.frequency == Frequency.NEVER
    assert subscriber.follows.get() == found


def test_what_nobody_confirmed_is_forgotten_after_a_week(council, topic):
    at = timezone.now()
    ask(council, topic, at=at - timedelta(days=7))
    ask(council, topic, email="fresh@example.org", at=at - timedelta(days=6))
    ask(council, topic, email="old@example.org", at=at - timedelta(days=8))
    old = Subscriber.objects.get(email="old@example.org")
    confirm_follows(by=LinkHolder(old.pk), subscriber=old, at=at)
    assert forget_unconfirmed(at=at) == 1
    left = set(Subscriber.objects.values_list("email", flat=True))
    assert left == {"fresh@example.org", "old@example.org"}


def test_no_page_of_staff_shows_an_address(client, council, round_, topic):
    ask(council, topic)
    subscriber = Subscriber.objects.get()
    confirm_follows(by=LinkHolder(subscriber.pk), subscriber=subscriber, at=timezone.now())
    client.force_login(make.a_person(council, Role.OFFICER))
    for name, arguments in (
        ("people", []),
        ("your_tasks", []),
        ("round_detail", [round_.slug]),
        ("follow", ["round", round_.slug]),
    ):
        assert ADDRESS not in client.get(reverse(name, args=arguments)).content.decode()
