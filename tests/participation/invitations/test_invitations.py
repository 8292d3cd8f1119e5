"""Inviting people to roles by e-mail, and taking what is offered."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from coopservices.outbox import events
from participation.invitations.actions import (
    KEPT,
    MOST_AT_ONCE,
    VALID,
    InvitationRefused,
    accept_invitation,
    forget_invitations,
    invite_people,
    send_invitation,
)
from participation.invitations.queries import ROLES_GIVEN, invitation_with, token_of
from participation.memberships.actions import RoleRefused
from participation.models import Council, Invitation, Membership, Role, User
from participation.tasks import send_invitations_left_behind
from tests import make

pytestmark = pytest.mark.django_db
NEW = "new@northbrook.example"


@pytest.fixture
def council():
    return make.a_council(name="Northbrook", host="testserver")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def _invite(officer, council, email=NEW, role=Role.STAFF, at=None, **where):
    at = at or timezone.now()
    invite_people(by=officer, council=council, emails=[email], role=role, at=at, **where)
    return Invitation.objects.get(email=email, role=role)


def _page(invitation):
    return reverse("invitation", args=[token_of(invitation)])


# --- Inviting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_nobody_but_officers_invites(council, role):
    with pytest.raises(PermissionDenied):
        _invite(make.a_person(council, role), council)
    with pytest.raises(PermissionDenied):
        _invite(make.a_person(make.a_council(), Role.OFFICER), council)


def test_a_role_that_cannot_be_had_there_is_offered_to_nobody(council, officer):
    elsewhere = make.a_service(make.a_sector(make.a_council()))
    with pytest.raises(RoleRefused):
        _invite(officer, council, service=elsewhere)
    with pytest.raises(RoleRefused):
        _invite(officer, council, role=Role.PROVIDER)
    with pytest.raises(InvitationRefused):
        _invite(officer, council, role=Role.RESIDENT)
    with pytest.raises(InvitationRefused):
        invite_people(by=officer, council=council, emails=[" "], role=Role.STAFF, at=make.NOW)
    many = [f"{n}@northbrook.example" for n in range(MOST_AT_ONCE + 1)]
    with pytest.raises(InvitationRefused):
        invite_people(by=officer, council=council, emails=many, role=Role.STAFF, at=make.NOW)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("where", ["nowhere", "service", "organisation"])
def test_whoever_is_invited_again_is_invited_once_for_the_whole_time(council, officer, where):
    places = {
        "nowhere": {},
        "service": {"service": make.a_service(make.a_sector(council))},
        "organisation": {"role": Role.PROVIDER, "organisation": make.an_organisation(council)},
    }
    first = _invite(officer, council, at=make.NOW, **places[where])
    later = make.NOW + timedelta(days=3)
    again = _invite(officer, council, "NEW@northbrook.example".lower(), at=later, **places[where])
    assert again.pk == first.pk
    assert again.expires_at == later + VALID
    assert Invitation.objects.count() == 1


def test_an_officer_invites_from_the_page(client, council, officer):
    home = make.a_service(make.a_sector(council), name="The Willows")
    client.force_login(officer)
    answer = client.post(reverse("choose_role"), {"role": "staff"}, follow=True)
    page = answer.redirect_chain[-1][0]
    assert "The Willows" in answer.content.decode()
    pasted = {"emails": "a@b.example, C@d.example;\na@b.example", "service": home.pk}
    text = client.post(page, pasted, follow=True).content.decode()
    assert "2 people are invited." in text
    assert "c@d.example" in text
    assert "Front-line staff at The Willows" in " ".join(text.split())
    assert {each.service for each in Invitation.objects.all()} == {home}


def test_what_is_no_address_is_named_at_the_field(client, council, officer):
    client.force_login(officer)
    page = reverse("invite_people", args=["staff"])
    answer = client.post(page, {"emails": "a@b.example\nnobody\nnor this@"})
    assert answer.status_code == 422
    assert "These are not email addresses: nobody, nor, this@" in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("role", "asked"),
    [("staff", "service"), ("provider", "organisation"), ("councillor", None)],
)
def test_each_role_is_asked_where_it_is(client, council, officer, role, asked):
    client.force_login(officer)
    text = client.get(reverse("invite_people", args=[role])).content.decode()
    for name in ("service", "organisation"):
        assert (f'name="{name}"' in text) == (name == asked)


# --- The e-mail -----------------------------------------------------------------------------------


def test_the_mail_leads_to_the_invitation_and_goes_out_once(council, officer):
    home = make.a_service(make.a_sector(council), name="The Willows")
    invitation = _invite(officer, council, service=home)
    for _ in range(2):
        send_invitation(key=invitation.pk, at=timezone.now())
    (sent,) = mail.outbox
    assert sent.to == [NEW]
    assert sent.subject == "Invitation from Northbrook"
    assert "Front-line staff" in sent.body
    assert "The Willows" in sent.body
    link = re.search(r"http://testserver:8000/invitation/(\S+)/", sent.body)
    assert invitation_with(link[1], council) == invitation


def test_a_council_that_writes_welsh_invites_in_both(council, officer):
    Council.objects.update(writing=Council.Writing.BOTH)
    send_invitation(key=_invite(officer, council).pk, at=timezone.now())
    assert "Gwahoddiad" in mail.outbox[0].subject
    assert mail.outbox[0].body.count("http://") == 2


def test_mail_that_is_away_loses_nothing(council, officer, monkeypatch, settings):
    invitation = _invite(officer, council)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    with pytest.raises(OSError, match=r"refused|connect"):
        send_invitation(key=invitation.pk, at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send_invitations_left_behind()
    assert len(mail.outbox) == 1
    assert Invitation.objects.get().sent_at


def test_the_event_sends_it(council, officer, django_capture_on_commit_callbacks):
    _invite(officer, council)
    events.deliver(at=timezone.now())
    assert len(mail.outbox) == 1


# --- Taking it ------------------------------------------------------------------------------------


def test_somebody_new_takes_it_in_one_step(client, council, officer):
    home = make.a_service(make.a_sector(council))
    invitation = _invite(officer, council, service=home)
    text = client.get(_page(invitation)).content.decode()
    assert f"Front-line staff at {home.name}" in text
    assert not User.objects.filter(email=NEW).exists(), "a look changes nothing"
    text = client.post(_page(invitation), follow=True).content.decode()
    assert "The role is yours." in text
    assert "Sign out" in text
    membership = Membership.objects.get(user__email=NEW)
    assert (membership.role, membership.service) == (Role.STAFF, home)
    assert EmailAddress.objects.get(email=NEW).verified
    assert client.get(_page(invitation)).status_code == 404, "it works once"


def test_a_link_lets_nobody_into_an_account_that_exists(client, council, officer):
    person = make.a_person(email=NEW)
    EmailAddress.objects.create(user=person, email=NEW, verified=True)
    invitation = _invite(officer, council)
    text = client.get(_page(invitation)).content.decode()
    assert "Sign in with this address first" in text
    client.post(_page(invitation))
    assert "_auth_user_id" not in client.session
    assert not Membership.objects.filter(user=person).exists()
    client.force_login(person)
    client.post(_page(invitation))
    assert Membership.objects.get(user=person).role == Role.STAFF


def test_somebody_else_takes_nothing(client, council, officer):
    invitation = _invite(officer, council)
    other = make.a_person(council, Role.RESIDENT)
    client.force_login(other)
    assert "this invitation is for another address" in client.get(
        _page(invitation)
    ).content.decode().replace("\n", " ")
    assert client.post(_page(invitation)).status_code == 403
    unshown = make.a_person(council, Role.RESIDENT)
    EmailAddress.objects.create(user=unshown, email=NEW, verified=False)
    with pytest.raises(PermissionDenied):
        accept_invitation(by=unshown, invitation=invitation, at=timezone.now())


def test_an_invitation_runs_out_and_is_forgotten(client, council, officer):
    long_ago = timezone.now() - VALID
    invitation = _invite(officer, council, at=long_ago)
    assert "has run out" in client.get(_page(invitation)).content.decode()
    client.post(_page(invitation))
    assert not Membership.objects.filter(user__email=NEW).exists()
    send_invitation(key=invitation.pk, at=timezone.now())
    assert not mail.outbox
    assert forget_invitations(at=timezone.now()) == 0
    assert forget_invitations(at=timezone.now() + KEPT + timedelta(days=1)) == 1


def test_a_withdrawn_invitation_leads_nowhere(client, council, officer):
    invitation = _invite(officer, council)
    page = _page(invitation)
    client.force_login(officer)
    client.post(reverse("withdraw_invitation", args=[invitation.pk]))
    client.logout()
    assert client.get(page).status_code == 404


def test_a_link_of_ones_own_making_leads_nowhere(client, council, officer):
    invitation = _invite(officer, council)
    for forged in (str(invitation.pk), f"{invitation.pk}:x", "x", token_of(invitation)[:-1]):
        assert client.get(reverse("invitation", args=[forged])).status_code == 404
    assert invitation_with(token_of(invitation), make.a_council()) is None
    another = _invite(officer, council, email="another@example.org")
    for each in (invitation, another):
        assert invitation_with(token_of(each), council) == each


# --- The page of people ---------------------------------------------------------------------------


def test_residents_are_on_no_list(client, council, officer):
    resident = make.a_person(council, Role.RESIDENT)
    staff = make.a_person(council, Role.STAFF)
    elsewhere = make.a_person(make.a_council(), Role.STAFF)
    client.force_login(officer)
    text = client.get(reverse("people")).content.decode()
    assert staff.email in text
    assert resident.email not in text
    assert elsewhere.email not in text
    theirs = Membership.objects.get(user=resident)
    assert client.get(reverse("take_away_role", args=[theirs.pk])).status_code == 404


def test_people_are_searched_and_narrowed(client, council, officer):
    make.a_person(council, Role.STAFF, name="Ann Jones")
    make.a_person(council, Role.DESK, name="Bob Jones")
    client.force_login(officer)
    text = client.get(reverse("people"), {"words": "jones", "role": "desk"}).content.decode()
    assert "Bob Jones" in text
    assert "Ann Jones" not in text
    assert "Nobody found" in client.get(reverse("people"), {"words": "zebra"}).content.decode()


def test_as_many_queries_however_many_people(
    client, council, officer, django_assert_max_num_queries
):
    for _ in range(30):
        make.a_person(council, Role.STAFF)
        _invite(officer, council, email=make.a_person().email)
    client.force_login(officer)
    with django_assert_max_num_queries(8):
        client.get(reverse("people"))


def test_a_role_is_taken_away_at_once(client, council, officer):
    helper = make.a_person(council, Role.DESK)
    theirs = Membership.objects.get(user=helper)
    client.force_login(officer)
    page = reverse("take_away_role", args=[theirs.pk])
    assert helper.email in client.get(page).content.decode()
    client.post(page)
    client.force_login(helper)
    assert client.get(reverse("at_desk")).status_code == 403


def test_the_only_officer_reads_why_not(client, council, officer):
    client.force_login(officer)
    theirs = Membership.objects.get(user=officer)
    answer = client.post(reverse("take_away_role", args=[theirs.pk]))
    assert answer.status_code == 422
    assert "only officer" in answer.content.decode()


def test_what_each_role_may_do_is_public(client, council):
    text = client.get(reverse("about_roles")).content.decode()
    assert "Open, close and certify votes" in text
    assert all(str(role.label) in text for role in ROLES_GIVEN if role not in _IDLE)


_IDLE = (Role.GUARDIAN,)  # nothing is theirs to do yet
