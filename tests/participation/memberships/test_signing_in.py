"""One way in: an address, the code sent to it, and on; the same for those who have an account and
those who have none.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coopservices.mail import BETWEEN
from coopservices.models import KeptLimit
from participation.engines import emailed_codes
from participation.engines.emailed_codes import EmailedCode, Outcome
from participation.memberships.actions import sign_up
from participation.models import Council, Membership, Role, User
from tests import make

pytestmark = pytest.mark.django_db

ADDRESS, A_CODE = "rosa@example.org", re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)
WAY_IN, CONFIRM, AGAIN = (
    "/accounts/login/",
    "/accounts/login/code/confirm/",
    "/accounts/login/code/again/",
)


@pytest.fixture
def council():
    return make.a_council()


def ask(client, address=ADDRESS, **facts):
    return client.post(WAY_IN, {"email": address, **facts})


def newest_code():
    return A_CODE.search(mail.outbox[-1].body)[0]


def words(response):
    return " ".join(response.content.decode().split())


# --- One way for everybody ------------------------------------------------------------------------


def test_a_stranger_has_an_account_once_the_code_is_typed_and_goes_on_to_the_poll(council, client):
    poll = make.an_open_poll(make.a_round(make.a_sector(council), at=timezone.now()))
    vote = reverse("vote", args=[poll.pk])
    assert reverse("choose", args=[poll.pk]) in words(client.get(vote))
    assert f'name="next" value="{vote}"' in words(client.get(WAY_IN, {"next": vote}))
    assert ask(client, next=vote).headers["Location"] == CONFIRM
    assert not User.objects.filter(email=ADDRESS).exists()
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject.startswith("Northbrook: ")
    assert client.post(CONFIRM, {"code": newest_code()}).headers["Location"] == vote
    member = Membership.objects.get(user__email=ADDRESS)
    assert (member.council, member.role) == (council, Role.RESIDENT)
    assert EmailAddress.objects.get(email=ADDRESS).verified
    assert "You are signed in." in words(client.get(reverse("your_details")))


def test_somebody_with_an_account_comes_into_it(council, client):
    person = make.confirmed(make.a_person(council, Role.RESIDENT))
    ask(client, person.email.upper())
    code = newest_code()
    assert client.post(CONFIRM, {"code": code.lower().replace("-", " ")}).status_code == 302
    assert client.get(reverse("rounds")).context["user"] == person
    assert User.objects.count() == 1
    assert client.get(WAY_IN, {"next": "/rounds/"}).headers["Location"] == "/rounds/"


@pytest.mark.parametrize("old", ["/accounts/signup/", "/accounts/login/code/"])
def test_other_ways_in_lead_to_the_one(council, client, old):
    assert (
        client.get(old, {"next": "/rounds/"}).headers["Location"] == f"{WAY_IN}?next=%2Frounds%2F"
    )


def test_nobody_is_sent_on_to_another_site(council, client):
    ask(client, next="https://elsewhere.example/")
    assert client.post(CONFIRM, {"code": newest_code()}).headers["Location"] == "/"


def test_an_account_that_may_not_be_used_stays_so(council, client):
    make.confirmed(make.a_person(council, email=ADDRESS, is_active=False))
    ask(client)
    assert client.post(CONFIRM, {"code": newest_code()}).headers["Location"] == reverse(
        "account_inactive"
    )
    assert "sessionid" not in client.cookies or not client.session.get("_auth_user_id")


def test_who_has_shown_an_address_has_it_whoever_else_wrote_it_down(council):
    holder, other = make.a_person(), make.a_person()
    EmailAddress.objects.create(user=other, email=ADDRESS, verified=False)
    EmailAddress.objects.create(user=holder, email=ADDRESS, verified=True)
    assert sign_up(email=ADDRESS, at=make.NOW) == holder
    assert sign_up(email=other.email, at=make.NOW) == other
    assert EmailAddress.objects.get(email=other.email).verified


# --- What a stranger learns -----------------------------------------------------------------------


def asked(address):
    """All that a fresh visitor gets, from the way in to a wrong code and another one, with what it
    asks of the database.
    """
    visitor = Client()
    steps = []
    KeptLimit.objects.all().delete()
    mail.outbox.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for path, facts in (
            (WAY_IN, {"email": address}),
            (CONFIRM, None),
            (CONFIRM, {"code": "nonsense"}),
            (AGAIN, {}),
            (CONFIRM, None),
        ):
            response = visitor.get(path) if facts is None else visitor.post(path, facts)
            steps.append((response.status_code, _without_token(response), len(queries)))
    return steps, [letter.to for letter in mail.outbox]


def _without_token(response):
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
    kept = {
        name: value
        for name, value in response.headers.items()
        if name not in ("X-Request-ID", "Expires", "Last-Modified")
    }
    return body, kept


def test_known_and_unknown_addresses_get_the_same_bytes_for_the_same_queries(council):
    asked("warming.up@example.org")
    unknown = asked(ADDRESS)
    make.confirmed(make.a_person(council, Role.OFFICER, email=ADDRESS))
    known = asked(ADDRESS)
    assert unknown == known
    assert unknown[1] == [[ADDRESS]] * 2


def test_no_letter_goes_out_that_nobody_asked_for(council, client):
    ask(client)
    client.post(CONFIRM, {"code": newest_code()})
    assert len(mail.outbox) == 1


# --- Codes that do not work -----------------------------------------------------------------------


def test_a_wrong_code_says_how_often_it_may_be_tried_and_then_asks_for_another(council, client):
    ask(client)
    for left in (4, 3, 2):
        told = client.post(CONFIRM, {"code": "wrong"})
        assert told.status_code == 422
        assert f"You can try {left} more times" in words(told)
        assert 'href="#id_code"' in words(told)
    assert "You can try once more" in words(client.post(CONFIRM, {"code": "wrong"}))
    right = newest_code()
    for code in ("wrong", right):
        told = words(client.post(CONFIRM, {"code": code}))
        assert "wrong too often" in told
        assert "Send another code" in told
    client.post(AGAIN)
    assert "Only the newest one works." in words(client.get(CONFIRM))
    assert client.post(CONFIRM, {"code": right}).status_code == 422
    assert client.post(CONFIRM, {"code": newest_code()}).status_code == 302


def test_an_empty_code_is_no_try(council, client):
    ask(client)
    assert "Enter the code from our email" in words(client.post(CONFIRM, {"code": ""}))
    assert "You can try 4 more times" in words(client.post(CONFIRM, {"code": "wrong"}))


def test_a_code_runs_out(council, client):
    ask(client)
    session = client.session
    session["emailed_code"] = {**session["emailed_code"], "sent_at": 1}
    session.save()
    assert "has run out" in words(client.get(CONFIRM))
    assert "works for 15 minutes" in words(client.post(CONFIRM, {"code": newest_code()}))


def test_a_code_works_once(council, client):
    ask(client)
    client.post(CONFIRM, {"code": newest_code()})
    client.post("/accounts/logout/")
    told = client.post(CONFIRM, {"code": newest_code()}, follow=True)
    assert told.redirect_chain == [(WAY_IN, 302)]
    assert "Each code works once." in words(told)


def test_so_many_letters_and_no_more(council, client, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    ask(client)
    for _ in range(6):
        client.post(AGAIN)
    assert len(mail.outbox) == emailed_codes.MOST_LETTERS
    told = words(client.get(CONFIRM))
    assert "Send another code" not in told
    assert "Use another address" in told


def test_an_address_is_written_to_three_times_a_minute_whoever_asks(council):
    answers = [ask(Client()).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 422, 422]
    assert len(mail.outbox) == 3
    assert ask(Client(), "somebody.else@example.org").status_code == 302


def test_another_address_can_be_given_and_the_way_on_is_kept(council, client):
    ask(client, next="/rounds/")
    assert f'href="{WAY_IN}?next=/rounds/"' in words(client.get(CONFIRM))
    assert ADDRESS in words(client.get(WAY_IN, {"next": "/rounds/"}))
    ask(client, "rosa.l@example.org", next="/rounds/")
    assert client.post(CONFIRM, {"code": newest_code()}).headers["Location"] == "/rounds/"
    assert User.objects.get().email == "rosa.l@example.org"


@pytest.mark.parametrize("address", ["", "rosa", "rosa@", "a" * 250 + "@example.org"])
def test_an_address_that_is_none_comes_back_with_words(council, client, address):
    told = ask(client, address)
    assert told.status_code == 422
    assert 'href="#id_email"' in words(told)
    assert not mail.outbox


def test_a_letter_that_cannot_be_sent_is_said(council, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    told = ask(client)
    assert told.status_code == 422
    assert "We could not send the email just now." in words(told)
    assert ADDRESS in words(told)


def test_the_field_of_the_code_is_one_that_phones_can_fill(council, client):
    ask(client)
    assert 'autocomplete="one-time-code"' in words(client.get(CONFIRM))


# --- The code itself ------------------------------------------------------------------------------


def test_what_comes_of_trying_a_code():
    code = EmailedCode(ADDRESS, "ABCD-2345", 1000.0)
    assert code.tried("abcd 2345", 1000.0)[0] is Outcome.RIGHT
    assert code.tried("ABCD-2345", 1000.0 + 15 * 60)[0] is Outcome.RIGHT
    assert code.tried("ABCD-2345", 1001.0 + 15 * 60)[0] is Outcome.TOO_LATE
    assert code.tried("ÄBCD", 1000.0)[0] is Outcome.WRONG
    for _ in range(4):
        outcome, code = code.tried("nonsense", 1000.0)
        assert outcome is Outcome.WRONG
    outcome, code = code.tried("nonsense", 1000.0)
    assert outcome is Outcome.TRIED_TOO_OFTEN
    assert code.tried("ABCD-2345", 1000.0)[0] is Outcome.TRIED_TOO_OFTEN
    assert code.sent_again("WXYZ-2345", 2000.0).tried("WXYZ-2345", 2000.0)[0] is Outcome.RIGHT


def test_what_is_kept_of_a_code_is_read_back_and_nothing_else():
    code = EmailedCode(ADDRESS, "ABCD-2345", 1000.0, way_on="/rounds/")
    assert EmailedCode.read(code.facts) == code
    assert EmailedCode.read(None) is None
    assert EmailedCode.read({"email": ADDRESS}) is None


def test_a_way_on_that_looks_like_the_name_of_a_page_is_no_fault_of_ours(client):
    client.force_login(make.a_person(make.a_council()))
    assert client.get("/accounts/login/?next=1e999").status_code == 302


# --- Passwords ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "at least 12 characters"),
        ("password1234", "too common"),
        ("rosa@example.org", "too similar"),
    ],
)
def test_a_password_that_is_short_common_or_ones_own_address_is_refused(
    council, client, password, why
):
    client.force_login(make.confirmed(make.a_person(council, Role.RESIDENT, email=ADDRESS)))
    asked = {"password1": password, "password2": password}
    refused = words(client.post(reverse("account_set_password"), asked))
    assert why in refused
    assert not User.objects.get(email=ADDRESS).has_usable_password()


def test_a_password_of_twelve_that_nobody_else_has_lets_in(council, client):
    client.force_login(make.confirmed(make.a_person(council, Role.RESIDENT, email=ADDRESS)))
    asked = {"password1": "warm-meal-12", "password2": "warm-meal-12"}
    assert client.post(reverse("account_set_password"), asked).status_code == 302
    elsewhere = Client()
    way_in = reverse("sign_in_with_password")
    wrong = elsewhere.post(way_in, {"login": ADDRESS, "password": "another-one-12"})
    assert "are not correct" in words(wrong)
    right = elsewhere.post(way_in, {"login": ADDRESS, "password": "warm-meal-12"})
    assert right.headers["Location"] == "/"


# --- A new address --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_old_address_is_told_of_the_new_one_in_both_languages(client):
    council = make.a_council(writing=Council.Writing.BOTH)
    person = make.confirmed(make.a_person(council, Role.RESIDENT, email=ADDRESS))
    EmailAddress.objects.create(user=person, email="new@example.org", verified=True)
    client.force_login(person)
    mail.outbox.clear()
    client.post(reverse("account_email"), {"action_primary": "", "email": "new@example.org"})
    (told,) = mail.outbox
    assert told.to == [ADDRESS]
    english, welsh = told.body.split(BETWEEN)
    assert "new@example.org" in english
    assert "new@example.org" in welsh
    assert told.subject.count("Northbrook: ") == 2
    person.refresh_from_db()
    assert person.email == "new@example.org"
