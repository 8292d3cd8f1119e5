"""Electors: one for each account, at the level it has shown, and nobody else can make one."""

import pytest
from django.core.exceptions import PermissionDenied

from coopservices.keystore import KeyUnavailable
from coopservices.models import Event
from participation.electors.actions import (
    RegistrationRefused,
    make_eligibility_key,
    register_elector,
)
from participation.electors.queries import eligibility_key, entitlement_of, is_genuine, voter_of
from participation.models import Elector, Level, Membership, Role
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
    assert (once.level, once.area, Elector.objects.count()) == (Level.EMAIL, None, 1)
    assert voter_of(resident, council.pk) == (once.pk, Level.EMAIL, None)


def test_a_declared_postcode_raises_the_level_and_leaves_the_elector(council, resident):
    before = register_elector(by=resident, council=council)
    ward = make.a_ward(council)
    Membership.objects.update(area=ward)
    after = register_elector(by=resident, council=council)
    assert (after.pk, after.level, after.area) == (before.pk, Level.POSTCODE, ward)
    assert bytes(after.mac) != bytes(before.mac)
    assert is_genuine(eligibility_key(council.pk), after)


def test_moving_house_keeps_the_level(council):
    voter = make.a_voter(council, area=make.a_ward(council))
    register_elector(by=voter, council=council)
    there = make.a_ward(council, "Hilltop")
    Membership.objects.update(area=there)
    assert register_elector(by=voter, council=council).area == there


def test_one_person_is_another_elector_in_another_council(council, resident):
    elsewhere = make.a_council()
    make_eligibility_key(council=elsewhere)
    Membership.objects.create(user=resident, council=elsewhere, role=Role.RESIDENT)
    here, there = (register_elector(by=resident, council=place) for place in (council, elsewhere))
    assert here.pk != there.pk
    assert bytes(here.entry) != bytes(there.entry)


def test_the_row_does_not_name_the_account(council, resident):
    elector = register_elector(by=resident, council=council)
    assert {field.name for field in Elector._meta.fields} == {
        "id", "council", "level", "method", "area", "entry", "mac",
    }  # fmt: skip
    assert len(elector.entry) == 32
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "forged", [{"level": 4}, {"level": 2}, {"entry": bytes(32)}, {"mac": bytes(32)}]
)
def test_a_row_changed_in_the_database_is_recognised(council, resident, forged):
    elector = register_elector(by=resident, council=council)
    assert is_genuine(eligibility_key(council.pk), elector)
    Elector.objects.filter(pk=elector.pk).update(**forged)
    elector.refresh_from_db()
    assert not is_genuine(eligibility_key(council.pk), elector)


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
