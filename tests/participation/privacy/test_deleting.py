"""Deleting an account: what goes, what stays without a name, the votes that are open, and that a
restore brings nobody back.
"""

import json
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from coopservices.keystore import KeyUnavailable
from outcomes.models import Verdict
from participation.electors.actions import make_eligibility_key, register_elector
from participation.engines.personal_data import personal_data
from participation.models import AccountDeletion, Invitation, Role, User
from participation.privacy.actions.deleting import (
    DeletionRefused,
    delete_account,
    note_deletions,
    reapply_deletions,
)
from participation.privacy.queries.deletions import noted_deletions
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import Proposal, SealedBallot
from priorities.polls.actions.drafting import QUESTION_KEY
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


def delete(person, council, *, keeps=True):
    delete_account(by=person, council=council, keeps_proposals=keeps, at=timezone.now())


def a_round(council):
    return make.a_round(make.a_sector(council), at=timezone.now())


# --- What goes, and what stays --------------------------------------------------------------------


def test_nothing_in_the_registry_leads_to_the_account_any_more(council, audited):
    person = make.a_voter(council, name="Rosa", email="rosa@example.org")
    make.a_proposal(a_round(council), person, is_author_named=True)
    commitment = make.a_commitment(done_at=timezone.now())
    Verdict.objects.create(commitment=commitment, resident=person, kind=Verdict.Kind.values[0])
    number = person.pk
    delete(person, council)
    left = [
        f"{table}: {data.of}"
        for table, data in personal_data()
        if data.of and not data.stays
        if apps.get_model(table)._default_manager.filter(**{data.of: number, **data.where}).exists()
    ]
    assert left == []
    entry = audited().last()
    assert (entry.act, entry.actor_id, entry.subject_id) == ("account_deleted", number, str(number))
    assert not User.objects.filter(pk=number).exists()


def test_what_was_published_stays_without_a_name(council):
    person = make.a_person(council, Role.RESIDENT, name="Rosa")
    round_ = a_round(council)
    named = make.a_proposal(round_, person, is_author_named=True)
    unnamed = make.a_proposal(round_, person)
    draft = make.a_proposal(round_, person, published_on=None)
    delete(person, council)
    assert Proposal.objects.get(pk=named.pk).byline == "A former participant, resident"
    assert Proposal.objects.get(pk=unnamed.pk).byline == "A resident"
    assert not Proposal.objects.filter(pk=draft.pk).exists()


def test_or_it_goes_too_but_for_what_stands_on_a_ballot(council):
    person = make.a_person(council, Role.RESIDENT, name="Rosa")
    round_ = a_round(council)
    free = make.a_proposal(round_, person, is_author_named=True)
    heard = make.a_proposal(round_, person, is_author_named=True)
    make.a_finding(round_, proposal=heard)
    delete(person, council, keeps=False)
    assert not Proposal.objects.filter(pk=free.pk).exists()
    assert Proposal.objects.get(pk=heard.pk).byline == "A resident"


def test_every_session_ends_and_invitations_go(client, council):
    person = make.a_person(council, Role.RESIDENT, email="rosa@example.org")
    other = make.a_person(council, Role.RESIDENT)
    for email in (person.email, "else@example.org"):
        Invitation.objects.create(
            council=council,
            email=email,
            role=Role.STAFF,
            invited_at=make.NOW,
            expires_at=make.NOW,
        )
    client.force_login(other)
    theirs = client.session.session_key
    client.logout()
    client.force_login(other)
    kept = client.session.session_key
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(person)
    key = elsewhere.session.session_key
    delete(person, council)
    sessions = apps.get_model("sessions.Session").objects
    assert not sessions.filter(pk=key).exists()
    assert sessions.filter(pk=kept).exists()
    assert theirs != kept
    assert Invitation.objects.get().email == "else@example.org"


# --- Votes ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_ballots_of_open_votes_are_withdrawn_and_a_new_account_is_no_second_vote(council):
    make_eligibility_key(council=council)
    poll = make.an_open_poll(a_round(council), at=timezone.now())
    ward = make.a_ward(council)
    people = [make.a_voter(council, area=ward, email=f"v{n}@example.org") for n in range(2)]
    for each in people:
        voter = make.elector_of(each, poll)
        cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    first = make.elector_of(people[0], poll).elector
    delete(people[0], council)
    assert SealedBallot.objects.filter(poll=poll).count() == 1
    again = make.a_voter(council, area=ward, email="v0@example.org")
    assert register_elector(by=again, council=council).elector == first


@pytest.mark.django_db(transaction=True)
def test_two_accounts_that_become_one_have_one_vote(council):
    """BALLOTS.md, "two accounts merged": one is deleted, and the other takes its address."""
    make_eligibility_key(council=council)
    poll = make.an_open_poll(a_round(council), at=timezone.now())
    stays = make.a_voter(council, email="work@example.org")
    goes = make.a_voter(council, email="home@example.org")
    for each in (stays, goes):
        voter = make.elector_of(each, poll)
        cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    delete(goes, council)
    before = make.elector_of(stays, poll)
    EmailAddress.objects.create(user=stays, email="home@example.org", verified=True)
    after = register_elector(by=stays, council=council)
    assert after == before, "the address leads to no elector beside the one that stays"
    cast_ballot(voter=after, poll=poll, choices={QUESTION_KEY: ["option-2"]})
    assert SealedBallot.objects.filter(poll=poll).count() == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_deleted_while_a_ballot_cannot_be_withdrawn(council, settings, tmp_path):
    make_eligibility_key(council=council)
    poll = make.an_open_poll(a_round(council), at=timezone.now())
    person = make.a_voter(council, area=make.a_ward(council))
    voter = make.elector_of(person, poll)
    cast_ballot(voter=voter, poll=poll, choices={QUESTION_KEY: ["option-1"]})
    settings.KEY_STORE_DIRS = [tmp_path / "gone"]
    with pytest.raises(KeyUnavailable):
        delete(person, council)
    assert User.objects.filter(pk=person.pk).exists()
    assert not AccountDeletion.objects.exists()


# --- Who may not ----------------------------------------------------------------------------------


def test_a_council_keeps_an_officer_and_an_operator_is_no_resident(council):
    officer = make.a_person(council, Role.OFFICER)
    for refused in (officer, make.a_person(council, Role.RESIDENT, is_superuser=True)):
        with pytest.raises(DeletionRefused):
            delete(refused, council)
    make.a_person(council, Role.OFFICER)
    delete(officer, council)
    assert not User.objects.filter(pk=officer.pk).exists()


# --- After a restore ------------------------------------------------------------------------------


def _restored(facts):
    """The account as an older backup has it."""
    User.objects.bulk_create([User(**facts)])
    return User.objects.get(pk=facts["id"])


def _facts(person):
    return {field.attname: getattr(person, field.attname) for field in User._meta.concrete_fields}


def test_an_account_that_a_restore_brings_back_is_deleted_again(council, settings, audited):
    person = make.a_person(name="Rosa")
    facts = _facts(person)
    delete(person, council, keeps=False)
    note_deletions(at=timezone.now())
    (path,) = settings.DELETIONS_DIR.glob("*")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "@" not in path.read_text()
    assert json.loads(path.read_text())["account"] == facts["id"]

    AccountDeletion.objects.all().delete()  # the backup is older than the deletion
    _restored(facts)
    said = StringIO()
    call_command("reapply_deletions", stdout=said)
    assert "1 account was there again" in said.getvalue()
    assert not User.objects.filter(pk=facts["id"]).exists()
    last = audited().last()
    assert (last.act, last.actor_id) == ("account_deleted", None)
    assert AccountDeletion.objects.get().noted_at
    assert reapply_deletions(at=timezone.now()) == 0


def test_somebody_else_who_got_the_same_number_is_left_alone(council):
    person = make.a_person()
    facts = _facts(person)
    delete(person, council)
    note_deletions(at=timezone.now())
    _restored(facts | {"email": "new@example.org", "joined_at": timezone.now()})
    assert reapply_deletions(at=timezone.now()) == 0
    assert User.objects.filter(pk=facts["id"]).exists()


def test_a_deletion_that_cannot_be_noted_is_noted_later(council, settings, tmp_path):
    settings.DELETIONS_DIR = tmp_path / "file"
    settings.DELETIONS_DIR.write_text("in the way")
    delete(make.a_person(), council)
    with pytest.raises(OSError, match="file"):
        note_deletions(at=timezone.now())
    assert AccountDeletion.objects.get().noted_at is None
    settings.DELETIONS_DIR = tmp_path / "folder"
    note_deletions(at=timezone.now())
    assert len(noted_deletions()) == 1


# --- The page -------------------------------------------------------------------------------------


def test_the_page_asks_confirms_and_signs_out(client, council):
    person = make.a_person(council, Role.RESIDENT)
    client.force_login(person)
    address = reverse("delete_your_account")
    refused = client.post(address, {"proposals": "keep"})
    assert refused.status_code == 422
    assert User.objects.filter(pk=person.pk).exists()
    answer = client.post(address, {"proposals": "keep", "is_certain": "on"}, follow=True)
    assert b"Your account is deleted" in answer.content
    assert not answer.wsgi_request.user.is_authenticated
    assert not User.objects.filter(pk=person.pk).exists()


def test_the_page_says_why_not(client, council):
    officer = make.a_person(council, Role.OFFICER)
    client.force_login(officer)
    posted = {"proposals": "remove", "is_certain": "on"}
    answer = client.post(reverse("delete_your_account"), posted)
    assert answer.status_code == 422
    assert b"only officer" in answer.content
