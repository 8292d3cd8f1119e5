"""Electors: one for each account, with what it has shown, and nobody else can make one."""

from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from coopservices.keystore import KeyUnavailable
from coopservices.models import Event
from participation.electors.actions import (
    RegistrationRefused,
    make_eligibility_key,
    register_elector,
)
from participation.electors.queries import (
    eligibility_key,
    entitlement_of,
    is_genuine,
    voter_of,
    voters_in,
)
from participation.models import Binding, Elector, Membership, Role
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def resident(council):
    return make.a_voter(council)


def test_an_account_is_one_elector_however_often_it_registers(council, resident):
    once = register_elector(by=resident, council=council)
    assert register_elector(by=resident, council=council) == once
    assert (once.proofs, once.area_code, Elector.objects.count()) == ({"email"}, None, 1)
    assert voter_of(resident, council.pk) == once


def test_a_declared_postcode_is_one_proof_more_and_leaves_the_elector(council, resident):
    before = register_elector(by=resident, council=council)
    ward = make.a_ward(council)
    Membership.objects.update(area=ward)
    after = register_elector(by=resident, council=council)
    assert after.elector == before.elector
    assert (after.proofs, after.area_code) == ({"email", "postcode"}, ward.code)
    assert after.mac != before.mac
    assert is_genuine(eligibility_key(council.pk), after)


def test_moving_house_keeps_what_was_shown(council):
    voter = make.a_voter(council, area=make.a_ward(council))
    register_elector(by=voter, council=council)
    there = make.a_ward(council, "Hilltop")
    Membership.objects.update(area=there)
    assert register_elector(by=voter, council=council).area_code == there.code


def test_one_person_is_another_elector_in_another_council(council, resident):
    elsewhere = make.a_council()
    make_eligibility_key(council=elsewhere)
    Membership.objects.create(user=resident, council=elsewhere, role=Role.RESIDENT)
    here, there = (register_elector(by=resident, council=place) for place in (council, elsewhere))
    assert here.elector != there.elector
    assert here.entry != there.entry


def test_the_row_does_not_name_the_account(council, resident):
    voter = register_elector(by=resident, council=council)
    elector = Elector.objects.get(pk=voter.elector)
    assert {field.name for field in Elector._meta.fields} == {
        "id", "council", "proofs", "method", "area", "constituency", "poll", "entry", "mac",
    }  # fmt: skip
    assert len(elector.entry) == 32
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"proofs": "email+postcode+register"},
        {"proofs": ""},
        {"method": "code"},
        {"constituency": "staff"},
        {"area": None},
        {"poll": UUID(int=1)},
        {"entry": bytes(32)},
        {"mac": bytes(32)},
    ],
    ids=str,
)
def test_a_row_changed_in_the_database_is_recognised(council, forged):
    resident = make.a_voter(council, area=make.a_ward(council))
    voter = register_elector(by=resident, council=council)
    assert is_genuine(eligibility_key(council.pk), voter)
    Elector.objects.filter(pk=voter.elector).update(**forged)
    (changed,) = voters_in(council.pk)
    assert not is_genuine(eligibility_key(council.pk), changed)


def test_an_elector_moved_to_another_ward_in_the_database_is_recognised(council):
    resident = make.a_voter(council, area=make.a_ward(council))
    voter = register_elector(by=resident, council=council)
    there = make.a_ward(council, "Hilltop")
    Elector.objects.filter(pk=voter.elector).update(area=there)
    (moved,) = voters_in(council.pk)
    assert moved.area_code == there.code
    assert not is_genuine(eligibility_key(council.pk), moved)


def test_without_a_confirmed_address_there_is_no_elector(council):
    make_eligibility_key(council=council)
    with pytest.raises(RegistrationRefused, match="Confirm"):
        register_elector(by=make.a_person(council, Role.RESIDENT), council=council)


@pytest.mark.parametrize("role", Role)
def test_which_roles_can_be_electors(council, role):
    voter = make.a_voter(council, role)
    votes = role in (Role.RESIDENT, Role.SERVICE_USER, Role.CARER, Role.STAFF)
    assert entitlement_of(voter, council).has_role == votes
    if not votes:
        with pytest.raises(PermissionDenied):
            register_elector(by=voter, council=council)


def test_the_key_is_made_once_and_never_again(council, resident, settings):
    key = eligibility_key(council.pk)
    make_eligibility_key(council=council)
    assert eligibility_key(council.pk) == key
    (settings.KEY_STORE_DIRS[0] / f"council-{council.pk}-electors.key").unlink()
    make_eligibility_key(council=council)
    with pytest.raises(KeyUnavailable):
        register_elector(by=resident, council=council)


# --- One elector for each mailbox -----------------------------------------------------------------


def with_address(council, address):
    """An account with this address, confirmed."""
    return make.a_voter(council, email=address)


def elector_with(council, address):
    return register_elector(by=with_address(council, address), council=council).elector


@pytest.mark.parametrize(
    "addresses",
    [
        ["ann@gmail.com", "a.nn+2@gmail.com", "ANN+3@googlemail.com"],
        ["ann@outlook.com", "ann+vote@outlook.com"],
        ["ann@icloud.com", "ann+1@me.com"],
        [f"ann+{n}@proton.me" for n in range(12)],
    ],
)
def test_many_addresses_of_one_mailbox_are_one_elector(council, addresses):
    assert len({elector_with(council, address) for address in addresses}) == 1
    assert Elector.objects.count() == 1


@pytest.mark.parametrize(
    "addresses",
    [
        ["ann@gmail.com", "bob@gmail.com"],
        ["a.nn@outlook.com", "ann@outlook.com"],
        ["ann+1@council.example", "ann+2@council.example"],
    ],
)
def test_addresses_that_may_be_two_mailboxes_are_two_electors(council, addresses):
    assert len({elector_with(council, address) for address in addresses}) == 2


@pytest.mark.parametrize("domain", ["mailinator.com", "Inbox.Mailinator.com", "guerrillamail.com"])
def test_an_address_that_is_given_away_for_minutes_shows_nothing(council, domain):
    person = with_address(council, f"ann@{domain}")
    assert entitlement_of(person, council).proofs == set()
    with pytest.raises(RegistrationRefused, match="given away for minutes"):
        register_elector(by=person, council=council)
    EmailAddress.objects.create(user=person, email="ann@example.org", verified=True)
    assert register_elector(by=person, council=council).proofs == {"email"}
    assert Binding.objects.count() == 2, "the account and the mailbox that lasts"


def test_a_changed_address_leaves_the_elector(council):
    person = with_address(council, "ann@gmail.com")
    before = register_elector(by=person, council=council)
    EmailAddress.objects.filter(user=person).update(email="bob@gmail.com")
    assert voter_of(person, council.pk) == before
    assert register_elector(by=person, council=council) == before


def test_nobody_votes_anew_by_an_address_that_was_left(council):
    """With a second account, or after the first was deleted."""
    person = with_address(council, "ann@gmail.com")
    before = register_elector(by=person, council=council).elector
    EmailAddress.objects.filter(user=person).update(email="bob@gmail.com")
    register_elector(by=person, council=council)
    assert elector_with(council, "ann+2@gmail.com") == before
    person.delete()
    assert elector_with(council, "bob@gmail.com") == before


def test_somebody_led_to_another_elector_in_the_database_is_recognised(council, resident):
    theirs = register_elector(by=resident, council=council).elector
    intruder = make.a_voter(council)
    own = register_elector(by=intruder, council=council).elector
    Binding.objects.filter(elector=own).update(elector=theirs)
    assert not is_genuine(eligibility_key(council.pk), voter_of(intruder, council.pk))
    assert register_elector(by=intruder, council=council).elector == own


def test_bindings_that_were_deleted_make_no_second_elector(council, resident):
    before = register_elector(by=resident, council=council)
    Binding.objects.all().delete()
    assert voter_of(resident, council.pk) is None
    assert register_elector(by=resident, council=council) == before


@pytest.mark.parametrize(
    ("roles", "constituency"),
    [
        ([Role.RESIDENT], "residents"),
        ([Role.CARER], "users"),
        ([Role.SERVICE_USER], "users"),
        ([Role.STAFF, Role.CARER, Role.RESIDENT], "staff"),
        ([Role.RESIDENT, Role.OFFICER], "residents"),
    ],
)
def test_an_elector_is_of_the_one_constituency_of_their_roles(council, roles, constituency):
    make_eligibility_key(council=council)
    person = make.confirmed(make.a_person(council, *roles))
    elector = register_elector(by=person, council=council)
    assert elector.constituency == constituency == entitlement_of(person, council).constituency
    assert voter_of(person, council.pk) == elector


def test_a_role_that_was_given_or_taken_moves_the_elector_at_the_next_check(council, resident):
    before = register_elector(by=resident, council=council)
    Membership.objects.create(user=resident, council=council, role=Role.CARER)
    after = register_elector(by=resident, council=council)
    assert (before.constituency, after.constituency) == ("residents", "users")
    assert after.elector == before.elector
    assert is_genuine(eligibility_key(council.pk), after)
    Membership.objects.filter(role=Role.CARER).delete()
    assert register_elector(by=resident, council=council) == before
