"""A demonstration keeps away from real councils: nothing of theirs is invented, and nobody looks
round in them.
"""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from outcomes.management.demo.haste import without_waiting_for_the_disk
from participation.demonstration.actions import (
    InventedPerson,
    NotADemonstration,
    declare_demonstration,
    invent_people,
)
from participation.demonstration.queries import demo_accounts
from participation.models import Role, User
from priorities.rounds.actions.demonstration import move_phase_end
from tests import make

pytestmark = pytest.mark.django_db


def test_a_real_council_lets_nobody_look_round(client, settings):
    settings.DEMO = True
    officer = make.a_person(real := make.a_council(), Role.OFFICER, email="officer@demo.example")
    assert demo_accounts(real) == []
    assert client.get("/look-round/").status_code == 404
    assert client.post("/look-round/", {"role": "officer"}).status_code == 404
    assert client.session.get("_auth_user_id") != str(officer.pk)


def test_nothing_of_a_real_council_can_be_invented(now):
    real = make.a_council()
    officer = make.a_person(real, Role.OFFICER)
    make.a_person(real, Role.RESIDENT)
    phase = make.a_round(make.a_sector(real)).phases.last()
    with pytest.raises(NotADemonstration):
        declare_demonstration(by=officer, council=real, attribution="", at=now)
    with pytest.raises(NotADemonstration):
        invent_people(
            by=officer,
            council=real,
            people=[InventedPerson("x@example.org", Role.RESIDENT)],
            at=now,
        )
    with pytest.raises(NotADemonstration):
        move_phase_end(by=officer, phase=phase, closes_at=now + timedelta(days=90), at=now)
    assert User.objects.count() == 2


def test_it_is_not_made_beside_a_real_council(settings):
    make.a_council(name="Northbrook")
    with pytest.raises(CommandError, match="Northbrook is here"):
        call_command("make_demo")


def test_it_is_not_made_in_production_by_mistake(settings):
    settings.PRODUCTION, settings.DEMO = True, False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("make_demo")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="Only SQLite waits for the disk by this setting."
)
def test_votes_wait_for_the_disk_again_once_it_is_made():
    waiting = _synchronous()
    with pytest.raises(KeyError), without_waiting_for_the_disk():
        hurrying = _synchronous()
        raise KeyError
    assert hurrying < waiting
    assert _synchronous() == waiting


def _synchronous():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA synchronous").fetchone()[0]
