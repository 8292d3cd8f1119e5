"""An account that nobody used for three years is deleted once its owner was told and did not come
back.
"""

from datetime import timedelta

import pytest

from participation.models import AccountDeletion, Role, User
from participation.privacy.actions.unused import (
    TIME_TO_ANSWER,
    UNUSED,
    delete_unused_accounts,
    tell_owners_of_unused,
)
from priorities.models import Proposal
from tests import make

pytestmark = pytest.mark.django_db

LONG_AGO = make.NOW - UNUSED - timedelta(days=1)
LATER = make.NOW + TIME_TO_ANSWER + timedelta(days=1)


@pytest.fixture
def council():
    return make.a_council()


def a_person(council, role=Role.RESIDENT, **facts):
    person = make.a_person(council, role)
    User.objects.filter(pk=person.pk).update(**{"joined_at": LONG_AGO, **facts})
    return person


def test_its_owner_is_told_once_and_then_it_goes(council, mailoutbox):
    unused = a_person(council, last_login=LONG_AGO)
    never = a_person(council)
    used = a_person(council, last_login=make.NOW - timedelta(days=9))
    proposal = make.a_proposal(make.a_round(make.a_sector(council)), unused)
    assert tell_owners_of_unused(at=make.NOW) == 2
    assert tell_owners_of_unused(at=make.NOW) == 0
    assert {each.to[0] for each in mailoutbox} == {unused.email, never.email}
    assert "60" in mailoutbox[0].body
    assert delete_unused_accounts(at=make.NOW + TIME_TO_ANSWER) == 0
    assert delete_unused_accounts(at=LATER) == 2
    assert set(User.objects.all()) >= {used}
    assert not User.objects.filter(pk__in=[unused.pk, never.pk]).exists()
    assert AccountDeletion.objects.count() == 2, "a restore does not bring it back"
    assert Proposal.objects.get(pk=proposal.pk).author is None


def test_whoever_comes_back_keeps_it(council, mailoutbox):
    person = a_person(council, last_login=LONG_AGO)
    tell_owners_of_unused(at=make.NOW)
    User.objects.filter(pk=person.pk).update(last_login=make.NOW + timedelta(days=1))
    assert delete_unused_accounts(at=LATER) == 0
    person.refresh_from_db()
    assert person.told_unused_at is None


def test_operators_and_a_councils_only_officer_stay(council, mailoutbox):
    root = a_person(council, is_superuser=True)
    only = a_person(council, Role.OFFICER)
    tell_owners_of_unused(at=make.NOW)
    assert [each.to for each in mailoutbox] == [[only.email]]
    assert delete_unused_accounts(at=LATER) == 0
    assert User.objects.filter(pk__in=[root.pk, only.pk]).count() == 2
