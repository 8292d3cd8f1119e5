"""Sessions: a list of one's own with a way to end each, and those of staff end by themselves."""

import time

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from participation.models import Role
from tests import make
from tests.participation.second_factors.test_second_factors import sign_in_by_email, words

pytestmark = pytest.mark.django_db

LIST = "/accounts/sessions/"
HALF_AN_HOUR, TWELVE_HOURS = 30 * 60, 12 * 3600


@pytest.fixture
def council():
    return make.a_council()


def aged(client, **seconds):
    """The session, as it would be if it had been seen or begun so many seconds earlier."""
    session = client.session
    for name, ago in seconds.items():
        session[f"staff_{name}"] = time.time() - ago
    session.save()


def is_signed_in(client):
    return client.get("/your-details/").status_code == 200


@pytest.fixture
def officer(council, client):
    client.force_login(make.a_person(council, Role.OFFICER))
    assert is_signed_in(client)
    return client


def test_staff_who_go_away_are_signed_out_and_told_why(officer):
    aged(officer, seen=HALF_AN_HOUR - 5, since=HALF_AN_HOUR - 5)
    assert is_signed_in(officer)
    aged(officer, seen=HALF_AN_HOUR + 5)
    told = officer.get("/your-details/", follow=True)
    assert told.redirect_chain == [("/accounts/login/?next=/your-details/", 302)]
    assert "You were signed out, as staff are after a while." in words(told)
    assert not is_signed_in(officer)


def test_a_page_keeps_staff_signed_in(officer):
    aged(officer, seen=HALF_AN_HOUR - 5)
    is_signed_in(officer)
    assert time.time() - officer.session["staff_seen"] < 60


def test_twelve_hours_are_enough_whatever_staff_do(officer):
    aged(officer, since=TWELVE_HOURS - 5)
    assert is_signed_in(officer)
    aged(officer, since=TWELVE_HOURS + 5)
    assert not is_signed_in(officer)


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.CARER, Role.SERVICE_USER])
def test_the_public_stay_signed_in(council, client, role):
    client.force_login(make.a_person(council, role))
    aged(client, seen=TWELVE_HOURS * 4, since=TWELVE_HOURS * 4)
    assert is_signed_in(client)


def test_a_page_writes_the_session_once_a_minute_at_most(officer, django_assert_num_queries):
    officer.get("/council.css")
    with django_assert_num_queries(2):  # the session, and the account with its roles
        officer.get("/about/roles/")


def test_sessions_are_listed_and_each_can_be_ended(council, mailoutbox):
    person = make.confirmed(make.a_person(council, Role.RESIDENT))
    here, there = Client(), Client(headers={"user-agent": "A phone"})
    for client in (here, there):
        sign_in_by_email(client, person, mailoutbox)
    listed = words(here.get(LIST))
    assert "A phone" in listed
    assert listed.count('/end/"') == 1
    other = UserSession.objects.get(user_agent="A phone")
    assert here.post(reverse("end_session", args=[other.pk])).headers["Location"] == LIST
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert "A phone" not in words(here.get(LIST))


def test_all_others_are_ended_at_once(council, mailoutbox):
    person = make.confirmed(make.a_person(council, Role.RESIDENT))
    devices = [Client() for _ in range(3)]
    for client in devices:
        sign_in_by_email(client, person, mailoutbox)
    devices[0].post(LIST)
    assert [is_signed_in(client) for client in devices] == [True, False, False]


def test_nobody_ends_a_session_of_somebody_else(council, mailoutbox, client):
    person = make.confirmed(make.a_person(council, Role.RESIDENT))
    theirs = Client()
    sign_in_by_email(theirs, person, mailoutbox)
    client.force_login(make.a_person(council, Role.RESIDENT))
    client.post(reverse("end_session", args=[UserSession.objects.get().pk]))
    assert is_signed_in(theirs)
