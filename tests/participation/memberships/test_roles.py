"""Joining a council, giving and taking roles, and the table of who may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from participation.memberships.actions import (
    RoleRefused,
    add_membership,
    join_council,
    take_role,
)
from participation.memberships.queries import officer_of
from participation.models import Membership, Role
from participation.people.permissions import ROLE_TABLE, Permission, holds
from tests import make

pytestmark = pytest.mark.django_db

P = Permission
EVERYONE = {P.VOTE, P.PROPOSE, P.JUDGE_RESULTS}
EXPECTED = {
    Role.RESIDENT: EVERYONE,
    Role.SERVICE_USER: EVERYONE,
    Role.CARER: EVERYONE,
    Role.STAFF: {P.VOTE, P.PROPOSE_AS_STAFF},
    Role.PROVIDER: {
        P.HAVE_TASKS,
        P.UPDATE_COMMITMENTS,
        P.CONFIRM_CLAIMS,
        P.DECLARE_INTERESTS,
    },
    Role.COMMISSIONER: {
        P.HAVE_TASKS,
        P.READ_DASHBOARD,
        P.RECORD_FINDINGS,
        P.ANSWER_FINDINGS,
        P.MAKE_COMMITMENTS,
        P.UPDATE_COMMITMENTS,
        P.DECLARE_INTERESTS,
    },
    Role.COUNCILLOR: {P.READ_DASHBOARD, P.DECLARE_INTERESTS},
    Role.MODERATOR: {P.MODERATE, P.DECLARE_INTERESTS},
    Role.OFFICER: {
        P.HAVE_TASKS,
        P.RUN_ROUNDS,
        P.RUN_POLLS,
        P.HELP_AT_DESK,
        P.TYPE_PAPERS,
        P.RECORD_FINDINGS,
        P.UPDATE_COMMITMENTS,
        P.READ_DASHBOARD,
        P.IMPORT_DATA,
        P.KEEP_REGISTERS,
        P.CONFIRM_CLAIMS,
        P.DECLARE_INTERESTS,
        P.RUN_COUNCIL,
        P.READ_AUDIT,
        P.PROTECT_DATA,
    },
    Role.GUARDIAN: {P.READ_AUDIT, P.PROTECT_DATA, P.DECLARE_INTERESTS},
    Role.DESK: {P.HELP_AT_DESK, P.TYPE_PAPERS},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_exactly_what_the_table_says(role):
    here, elsewhere = make.a_council(), make.a_council()
    person = make.a_person(here, role)
    assert {permission for permission in P if holds(person, permission, here)} == EXPECTED[role]
    assert not any(holds(person, permission, elsewhere) for permission in P)


def test_every_role_is_in_the_table():
    assert set(ROLE_TABLE) == set(Role)


def test_strangers_and_closed_accounts_may_do_nothing():
    council = make.a_council()
    closed = make.a_person(council, Role.OFFICER, is_active=False)
    for nobody in (None, AnonymousUser(), make.a_person(), closed):
        assert not any(holds(nobody, permission, council) for permission in P)


def test_whoever_joins_is_a_resident():
    council, person = make.a_council(), make.a_person()
    assert join_council(by=person, council=council, at=make.NOW).role == Role.RESIDENT
    assert person.has_role(council, Role.RESIDENT)
    join_council(by=person, council=council, at=make.NOW)
    assert Membership.objects.count() == 1


def test_an_officer_who_signs_in_does_not_become_a_resident():
    council = make.a_council()
    officer = make.a_person(council, Role.OFFICER)
    assert join_council(by=officer, council=council, at=make.NOW).role == Role.OFFICER
    assert not holds(officer, P.VOTE, council)


@pytest.fixture
def council():
    return make.a_council()


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def _has(user, council, role, **where):
    scope = {"service": None, "organisation": None, **where}
    return add_membership(by=user, user=user, council=council, role=role, at=make.NOW, **scope)


def test_a_role_at_a_service_is_had_once(council):
    home = make.a_service(make.a_sector(council))
    person = make.a_person(council)
    for _ in range(2):
        given = _has(person, council, Role.STAFF, service=home)
    assert given.service == home
    assert Membership.objects.filter(user=person).count() == 1
    assert person.has_role(council, Role.STAFF)


def test_only_an_officer_of_this_council_takes_roles_away(council):
    person = make.a_person(council, Role.RESIDENT)
    membership = Membership.objects.get(user=person)
    for somebody in (
        make.a_person(council, Role.COMMISSIONER),
        make.a_person(make.a_council(), Role.OFFICER),
        person,
    ):
        with pytest.raises(PermissionDenied):
            take_role(by=somebody, membership=membership, at=make.NOW)


def test_a_place_of_another_council_is_refused(council):
    elsewhere = make.a_service(make.a_sector(make.a_council()))
    with pytest.raises(RoleRefused):
        _has(make.a_person(), council, Role.STAFF, service=elsewhere)


def test_a_provider_speaks_for_organisations(council):
    person, charity = make.a_person(), make.an_organisation(council)
    with pytest.raises(RoleRefused):
        _has(person, council, Role.PROVIDER)
    assert _has(person, council, Role.PROVIDER, organisation=charity).organisation == charity
    other = make.an_organisation(council, name="Hillside Homes")
    assert _has(person, council, Role.PROVIDER, organisation=other).organisation == other


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMISSIONER])
def test_an_office_is_of_the_whole_council(council, role):
    home = make.a_service(make.a_sector(council))
    with pytest.raises(RoleRefused):
        _has(make.a_person(), council, role, service=home)
    with pytest.raises(RoleRefused):
        _has(make.a_person(), council, role, organisation=make.an_organisation(council))


def _theirs(person, role):
    return Membership.objects.get(user=person, role=role)


def test_a_role_that_is_taken_is_gone(council, officer):
    person = make.a_person(council, Role.STAFF, Role.RESIDENT)
    membership = _theirs(person, Role.STAFF)
    take_role(by=officer, membership=membership, at=make.NOW)
    person.forget_roles()
    assert not person.has_role(council, Role.STAFF)
    assert person.has_role(council, Role.RESIDENT)


def test_a_council_keeps_an_officer(council, officer):
    with pytest.raises(RoleRefused):
        take_role(by=officer, membership=_theirs(officer, Role.OFFICER), at=make.NOW)
    make.a_person(council, Role.OFFICER)
    take_role(by=officer, membership=_theirs(officer, Role.OFFICER), at=make.NOW)
    officer.forget_roles()
    assert not officer.has_role(council, Role.OFFICER)


def test_the_officer_of_a_council_is_one_whose_account_is_open():
    council = make.a_council()
    closed = make.a_person(council, Role.OFFICER, is_active=False)
    make.a_person(council, Role.COMMISSIONER)
    assert officer_of(council) is officer_of(council, closed.email) is None
    officer = make.a_person(council, Role.OFFICER)
    assert officer_of(council) == officer_of(council, officer.email.upper()) == officer
