"""Electors: one for each account, with what it has shown, and nobody else can make one."""

import pytest
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
from participation.models import Elector, Membership, Role
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
        "id", "council", "proofs", "method", "area", "constituency", "entry", "mac",
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
