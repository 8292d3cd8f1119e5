"""The second step: compulsory for staff, in our look; a lost one is taken away by a colleague."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from coopservices import keystore, sealed_texts
from participation.memberships.queries import account
from participation.models import Membership, Role, User
from participation.people.models import ROLES_OF_THE_PUBLIC
from participation.second_factors.actions import ResetRefused, reset_second_factors
from participation.second_factors.adapters import SecondFactors
from participation.second_factors.permissions import may_reset_second_factors
from tests import make

pytestmark = pytest.mark.django_db

SET_UP = "/accounts/2fa/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
A_CODE = re.compile(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", re.MULTILINE)


@pytest.fixture
def council():
    return make.a_council()


def without_one(council, *roles, **facts):
    """Staff who have just been given their role."""
    person = make.confirmed(make.a_person(council, *roles, **facts))
    Authenticator.objects.filter(user=person).delete()
    return person


def code_now(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in_by_email(client, person, mailoutbox, **facts):
    client.post("/accounts/login/", {"email": person.email, **facts})
    sent = A_CODE.search(mailoutbox[-1].body)[0]
    return client.post("/accounts/login/code/confirm/", {"code": sent})


def words(response):
    return " ".join(response.content.decode().split())


# --- Compulsory -----------------------------------------------------------------------------------

OF_STAFF = [role for role in Role if role not in ROLES_OF_THE_PUBLIC]


@pytest.mark.parametrize("role", OF_STAFF)
def test_what_staff_may_do_waits_for_a_second_factor(council, role):
    person = without_one(council, role)
    assert account(person.pk).roles == frozenset()
    assert account(person.pk).roles_given == {(council.pk, role)}
    make.with_second_factor(person)
    assert account(person.pk).roles == {(council.pk, role)}


@pytest.mark.parametrize("role", sorted(ROLES_OF_THE_PUBLIC))
def test_the_public_may_have_one_and_need_none(council, role):
    person = make.a_person(council, role)
    assert account(person.pk).roles == {(council.pk, role)}


def test_staff_without_one_are_led_to_set_it_up(council, client, mailoutbox):
    officer = without_one(council, Role.OFFICER)
    led = sign_in_by_email(client, officer, mailoutbox, next="/people/")
    assert led.headers["Location"] == f"{SET_UP}?next=%2Fpeople%2F"
    for address in ("/people/", "/safeguards/", "/registers/"):
        assert client.get(address).headers["Location"].startswith(SET_UP), address
    assert client.post("/people/invite/").headers["Location"].startswith(SET_UP)
    assert "set up a second step" in words(client.get("/rounds/"))
    assert client.get("/api/v1/no/").status_code == 404
    page = words(client.get(SET_UP))
    assert "Everybody who works for the council" in page


def test_a_resident_who_is_refused_is_led_nowhere(council, client):
    client.force_login(make.a_person(council, Role.RESIDENT))
    assert client.get("/people/").status_code == 403
    assert "second step" not in words(client.get("/rounds/"))


def test_the_admin_asks_for_one_too(council, client):
    root = User.objects.create_superuser("root@example.org")
    client.force_login(root)
    assert client.get("/admin/").headers["Location"].startswith(SET_UP)
    make.with_second_factor(root)
    assert client.get("/admin/").status_code == 200


def test_in_a_demonstration_and_nowhere_else_it_is_not_asked_for(council, settings):
    person = without_one(council, Role.OFFICER)
    settings.DEMO = True
    assert account(person.pk).roles == {(council.pk, Role.OFFICER)}
    settings.DEMO_WITHOUT_SECOND_FACTOR = False
    assert account(person.pk).roles == frozenset()
    settings.DEMO, settings.DEMO_WITHOUT_SECOND_FACTOR = False, True
    assert account(person.pk).roles == frozenset()


def test_an_account_is_known_in_one_query(council, django_assert_num_queries):
    person = make.a_person(council, Role.OFFICER, Role.DESK)
    with django_assert_num_queries(1):
        known = account(person.pk)
        assert known.roles
        assert known.is_of_staff
        assert not known.lacks_second_factor


# --- Setting one up, and signing in with it -------------------------------------------------------


def set_up_app(client):
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    return page, client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})


@pytest.mark.django_db(transaction=True)  # the letter leaves once it is kept
def test_an_app_is_set_up_in_one_go_after_signing_in(council, client, mailoutbox):
    officer = without_one(council, Role.OFFICER)
    sign_in_by_email(client, officer, mailoutbox)
    page, set_up = set_up_app(client)
    assert "<svg" in words(page)
    assert "data:image" not in words(page)
    assert set_up.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get(set_up.headers["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/people/").status_code == 200
    assert mailoutbox[-1].subject == "Northbrook: A second step was set up"
    again = client.get("/accounts/2fa/recovery-codes/")
    assert set(again.context["unused_codes"]) == {"****"}


def test_a_wrong_code_of_the_app_is_refused_in_words(council, client, mailoutbox):
    sign_in_by_email(client, without_one(council, Role.OFFICER), mailoutbox)
    client.get("/accounts/2fa/totp/activate/")
    told = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "That is not the code." in words(told)
    assert not Authenticator.objects.exists()


def test_signing_in_takes_both_steps(council, client, mailoutbox):
    officer = without_one(council, Role.OFFICER)
    TOTP.activate(officer, SECRET)
    asked = sign_in_by_email(client, officer, mailoutbox, next="/people/")
    assert asked.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/people/").headers["Location"].startswith("/accounts/login/")
    assert "The second step" in words(client.get("/accounts/2fa/authenticate/"))
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "That is not the code." in words(wrong)
    code = code_now()
    right = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert right.headers["Location"] == "/people/"
    assert client.get("/people/").status_code == 200
    elsewhere = Client()
    sign_in_by_email(elsewhere, officer, mailoutbox)
    again = elsewhere.post("/accounts/2fa/authenticate/", {"code": code})
    assert "That is not the code." in words(again)  # each code works once


def test_a_recovery_code_lets_in_once(council, client, mailoutbox):
    officer = without_one(council, Role.OFFICER)
    sign_in_by_email(client, officer, mailoutbox)
    _, set_up = set_up_app(client)
    code = client.get(set_up.headers["Location"]).context["unused_codes"][0]
    for is_right in (True, False):
        visitor = Client()
        sign_in_by_email(visitor, officer, mailoutbox)
        answer = visitor.post("/accounts/2fa/authenticate/", {"code": code})
        assert (answer.status_code == 302) == is_right


def test_the_secret_is_sealed_with_a_key_outside_the_database(council):
    person = make.a_person(council, Role.RESIDENT)
    TOTP.activate(person, SECRET)
    kept = Authenticator.objects.get().data["secret"]
    assert SECRET not in kept
    assert sealed_texts.unseal(kept, use="second-factor") == SECRET
    with pytest.raises(sealed_texts.Unreadable):
        sealed_texts.unseal(kept, use="another")
    with pytest.raises(sealed_texts.Unreadable):
        sealed_texts.unseal(kept[:-4] + "AAAA", use="second-factor")
    keystore.copies(sealed_texts.KEY)[0].path.unlink()
    with pytest.raises(keystore.KeyUnavailable):
        sealed_texts.unseal(kept, use="second-factor")


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/totp/deactivate/",
    ],
)
def test_its_pages_are_ours(council, client, address):
    person = make.confirmed(make.a_person(council, Role.RESIDENT))
    if "activate" not in address or "deactivate" in address:
        TOTP.activate(person, SECRET)
    client.force_login(person)
    page = client.get(address)
    assert page.status_code == 200
    assert 'class="masthead"' in words(page)


# --- A lost one -----------------------------------------------------------------------------------


def test_an_officer_takes_a_lost_one_away_and_its_owner_hears(council, client, mailoutbox, audited):
    officer = make.a_person(council, Role.OFFICER)
    colleague = make.a_person(council, Role.COMMISSIONER)
    theirs = Client()
    theirs.force_login(colleague)
    UserSession.objects.create(
        user=colleague, ip="192.0.2.1", session_key=theirs.session.session_key, user_agent=""
    )
    membership = Membership.objects.get(user=colleague)
    client.force_login(officer)
    address = reverse("reset_second_factors", args=[membership.pk])
    assert "face to face" in words(client.get(address))
    assert client.post(address).headers["Location"] == "/people/"
    assert not Authenticator.objects.filter(user=colleague).exists()
    assert theirs.get("/your-details/").headers["Location"].startswith("/accounts/login/")
    make.settle()
    (letter,) = mailoutbox
    assert letter.to == [colleague.email]
    assert "second step" in letter.subject
    entry = audited().get(act="second_factors_reset")
    assert (entry.subject_id, entry.actor_id) == (str(colleague.pk), officer.pk)
    assert "nothing to take away" in words(client.post(address))


@pytest.mark.parametrize(("role", "may"), [(role, role is Role.OFFICER) for role in Role])
def test_who_may_take_one_away(council, role, may):
    colleague = Membership.objects.get(user=make.a_person(council, Role.COMMISSIONER))
    assert may_reset_second_factors(make.a_person(council, role), colleague) == may
    assert not may_reset_second_factors(make.a_person(make.a_council(), role), colleague)


def test_nobody_takes_their_own_away_nor_a_residents(council, now):
    officer = make.a_person(council, Role.OFFICER, Role.RESIDENT)
    resident = Membership.objects.get(user=make.a_person(council, Role.RESIDENT))
    for membership in (*officer.memberships.all(), resident):
        with pytest.raises(PermissionDenied):
            reset_second_factors(by=officer, membership=membership, at=now)


def test_where_there_is_none_nothing_is_taken(council, now):
    officer = make.a_person(council, Role.OFFICER)
    colleague = Membership.objects.get(user=without_one(council, Role.DESK))
    with pytest.raises(ResetRefused):
        reset_second_factors(by=officer, membership=colleague, at=now)


def test_a_secret_that_was_not_sealed_here_fits_no_code():
    adapter = SecondFactors()
    adapter.encrypt(SECRET)  # the key is there
    for written in ("", SECRET, "A" * 40):
        assert adapter.decrypt(written) != adapter.decrypt(written), "nobody knows it"
