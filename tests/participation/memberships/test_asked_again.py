"""Before what matters most people show once more that it is them."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone

from coopservices.models import AuditEntry
from participation.models import Membership, Role
from tests import make
from tests.participation.second_factors.test_second_factors import (
    A_CODE,
    SECRET,
    code_now,
    without_one,
    words,
)

pytestmark = pytest.mark.django_db

BY_FACTOR, BY_EMAIL = "/accounts/2fa/reauthenticate/", "/accounts/reauthenticate/code/"


@pytest.fixture
def council():
    return make.a_council()


def long_ago(client):
    """As if the person had signed in twenty minutes before."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 20 * 60}]
    session.save()


@pytest.fixture
def officer(council, client):
    person = without_one(council, Role.OFFICER)
    TOTP.activate(person, SECRET)
    client.force_login(person)
    long_ago(client)
    return person


def test_each_act_that_matters_asks_first(council, officer, client):
    make.make_eligibility_key(council=council)
    poll = make.an_open_poll(make.a_round(make.a_sector(council), at=timezone.now()))
    colleague = Membership.objects.get(user=make.a_person(council, Role.DESK))
    for address in (
        reverse("take_away_role", args=[colleague.pk]),
        reverse("reset_second_factors", args=[colleague.pk]),
        reverse("invite_people", args=["staff"]),
        reverse("open_poll", args=[poll.pk]),
        reverse("close_poll", args=[poll.pk]),
        reverse("certify_poll", args=[poll.pk]),
        reverse("decide_jointly", args=[poll.pk]),
        reverse("delete_your_account"),
        reverse("account_email"),
        reverse("account_change_password"),
        reverse("mfa_deactivate_totp"),
        reverse("mfa_generate_recovery_codes"),
        reverse("mfa_add_webauthn"),
    ):
        where = client.get(address)
        if where.status_code == 200 and address == reverse("account_email"):
            where = client.post(address, {"action_add": "", "email": "new@example.org"})
        if where.headers.get("Location") == reverse("account_set_password"):
            where = client.get(where.headers["Location"])
        assert where.status_code == 302, address
        assert where.headers["Location"].startswith(BY_FACTOR), address


def test_what_was_sent_is_done_once_it_is_shown(council, officer, client):
    colleague = Membership.objects.get(user=make.a_person(council, Role.DESK))
    asked = client.post(reverse("take_away_role", args=[colleague.pk]))
    assert Membership.objects.filter(pk=colleague.pk).exists()
    assert "Show that it is you" in words(client.get(asked.headers["Location"]))
    wrong = client.post(asked.headers["Location"], {"code": "000000"})
    assert "That is not the code." in words(wrong)
    assert client.post(asked.headers["Location"], {"code": code_now()}).status_code == 302
    assert not Membership.objects.filter(pk=colleague.pk).exists()


def test_taking_ones_own_data_asks_first_and_then_hands_them_out(officer, client):
    address = reverse("download_your_data", args=["json"])
    asked = client.post(address)
    assert asked.headers["Location"].startswith(BY_FACTOR)
    assert not AuditEntry.objects.filter(act="own_data_taken").exists()
    taken = client.post(asked.headers["Location"], {"code": code_now()}, follow=True)
    assert taken.headers["Content-Disposition"] == 'attachment; filename="your-data.json"'
    assert AuditEntry.objects.filter(act="own_data_taken").count() == 1


def test_who_has_a_second_factor_shows_that_one(officer, client):
    assert client.get(BY_EMAIL).headers["Location"].startswith(BY_FACTOR)
    assert client.get("/accounts/reauthenticate/").headers["Location"].startswith(BY_FACTOR)


def test_a_resident_shows_it_with_a_code_by_email(council, client, mailoutbox):
    person = make.confirmed(make.a_person(council, Role.RESIDENT))
    client.force_login(person)
    long_ago(client)
    way = client.get(reverse("mfa_activate_totp")).headers["Location"]
    assert way.startswith(BY_EMAIL)
    page = words(client.get(way))
    assert "Email me a code" in page
    confirm = client.post(way, {"recipient": person.email}).headers["Location"]
    code = A_CODE.search(mailoutbox[-1].body)[0]
    done = client.post(confirm, {"code": code})
    assert done.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_in_a_demonstration_nobody_is_asked(council, officer, client, settings):
    settings.DEMO = True
    colleague = Membership.objects.get(user=make.a_person(council, Role.DESK))
    address = reverse("take_away_role", args=[colleague.pk])
    assert client.get(address).status_code == 302
    council.is_demonstration = True
    council.save()
    from participation.councils.actions import forget_councils

    forget_councils()
    assert client.get(address).status_code == 200
