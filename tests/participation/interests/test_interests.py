"""Declaring interests: who does, who reads it, beside which act it stands, and what it forbids."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from outcomes.findings.actions import answer_finding
from outcomes.models import Answer
from participation.interests.actions import InterestRefused, declare_interest, end_interest
from participation.interests.models import Interest
from participation.interests.permissions import may_declare_interest, may_end_interest
from participation.models import Role
from participation.privacy.actions.keeping import delete_what_was_kept_long_enough
from priorities.moderation.permissions import may_moderate
from tests import make

pytestmark = pytest.mark.django_db

DECLARE = {
    Role.PROVIDER,
    Role.COMMISSIONER,
    Role.COUNCILLOR,
    Role.MODERATOR,
    Role.OFFICER,
    Role.GUARDIAN,
}


class World:
    """A council with a home, who runs it, and a commissioner who has to do with both."""

    def __init__(self):
        self.at = timezone.now()
        self.council = make.a_council(host="testserver")
        self.sector = make.a_sector(self.council)
        self.provider = make.an_organisation(self.council)
        self.home = make.a_service(self.sector, organisation=self.provider)
        self.other_home = make.a_service(self.sector, name="Hillside")
        self.round = make.a_round(self.sector, at=self.at)
        self.person = make.a_person(self.council, Role.COMMISSIONER, name="Helen Marsh")

    def declare(self, by=None, *, what="I sit on its board.", days_ago=30, **facts):
        return declare_interest(
            by=by or self.person,
            council=self.council,
            what=what,
            since_on=self.at.date() - timedelta(days=days_ago),
            at=self.at,
            **(facts or {"service": self.home}),
        )


@pytest.fixture
def world():
    return World()


@pytest.mark.parametrize("role", Role)
def test_who_declares_and_who_ends_it(world, role):
    person = make.a_person(world.council, role)
    assert may_declare_interest(person, world.council) == (role in DECLARE)
    assert not may_declare_interest(person, make.a_council())
    interest = world.declare()
    assert may_end_interest(person, interest) == (role is Role.OFFICER)
    assert may_end_interest(world.person, interest)
    assert not may_end_interest(AnonymousUser(), interest)
    end_interest(by=world.person, interest=interest, at=world.at)
    interest.refresh_from_db()
    assert not may_end_interest(world.person, interest)


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"what": " ", "service": "home"}, "what"),
        ({"days_ago": -1, "service": "home"}, "since_on"),
        ({"service": "home", "organisation": "provider"}, "organisation"),
        ({"sector": None}, "organisation"),
    ],
)
def test_what_is_not_declared_like_this(world, facts, about):
    things = {
        name: getattr(world, thing) if isinstance(thing, str) and name != "what" else thing
        for name, thing in facts.items()
    }
    with pytest.raises(InterestRefused) as refusal:
        world.declare(**things)
    assert refusal.value.about == about


def test_the_register_names_people(world):
    with pytest.raises(InterestRefused, match="names people"):
        world.declare(make.a_person(world.council, Role.OFFICER))


def test_another_councils_thing_is_none_of_theirs(world):
    theirs = make.a_sector(make.a_council())
    with pytest.raises(InterestRefused):
        world.declare(sector=theirs)


def test_a_resident_declares_none(world):
    with pytest.raises(PermissionDenied):
        world.declare(make.a_person(world.council, Role.RESIDENT, name="Rosa"))


def test_the_database_knows_that_it_is_in_one_thing(world):
    interest = world.declare()
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(sector=world.sector)


# --- Read by everybody ----------------------------------------------------------------------------


def test_from_declaring_it_to_the_register_that_everybody_reads(world, client):
    client.force_login(world.person)
    day = world.at.date()
    sent = {
        "what": "My sister works there.",
        "organisation": world.provider.pk,
        "service": "",
        "sector": "",
    }
    dated = {"since_on_day": day.day, "since_on_month": day.month, "since_on_year": day.year}
    assert client.post(reverse("declare_interest"), sent).status_code == 422
    client.post(reverse("declare_interest"), {**sent, **dated})
    client.logout()
    public = client.get(reverse("about_interests")).text
    assert "Helen Marsh" in public
    assert "My sister works there. (Riverside Care CIC)" in public
    assert "It has ended" not in public

    client.force_login(world.person)
    client.post(reverse("end_interest", args=[Interest.objects.get().pk]))
    assert " to " in client.get(reverse("your_interests")).text
    assert Interest.objects.get().has_ended


def test_a_year_after_it_has_ended_it_is_deleted(world):
    standing, ended = world.declare(), world.declare()
    end_interest(by=world.person, interest=ended, at=world.at)
    delete_what_was_kept_long_enough(at=world.at + timedelta(days=364))
    assert Interest.objects.count() == 2
    delete_what_was_kept_long_enough(at=world.at + timedelta(days=366))
    assert list(Interest.objects.all()) == [standing]


def test_a_long_register_takes_as_many_queries(world, client, django_assert_max_num_queries):
    client.get(reverse("about_interests"))
    for n in range(2):
        for _ in range(5):
            world.declare(make.a_person(world.council, Role.OFFICER, name=f"Officer {n}"))
        with django_assert_max_num_queries(4):
            client.get(reverse("about_interests"))


# --- Beside an act --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("things", "is_shown"),
    [
        ({"service": "home"}, True),
        ({"organisation": "provider"}, True),
        ({"sector": "sector"}, True),
        ({"service": "other_home"}, False),
    ],
)
def test_it_stands_beside_the_answer_of_whoever_has_it(world, client, things, is_shown):
    world.declare(**{name: getattr(world, thing) for name, thing in things.items()})
    proposal = make.a_proposal(world.round, service=world.home)
    finding = make.a_finding(world.round, proposal=proposal)
    answer_finding(
        by=world.person, finding=finding, answer=Answer.CANNOT, reason="No money.", at=world.at
    )
    shown = client.get(reverse("finding_detail", args=[finding.pk])).text
    assert ("I sit on its board." in shown) == is_shown


def test_it_does_not_stand_beside_the_answer_of_another(world, client):
    world.declare(make.a_person(world.council, Role.COMMISSIONER, name="Somebody else"))
    proposal = make.a_proposal(world.round, service=world.home)
    finding = make.a_finding(world.round, proposal=proposal)
    answer_finding(
        by=world.person, finding=finding, answer=Answer.CANNOT, reason="No money.", at=world.at
    )
    shown = client.get(reverse("finding_detail", args=[finding.pk])).text
    assert "I sit on its board." not in shown


def test_it_stands_beside_the_result_of_whoever_opened_the_vote(client):
    poll = make.a_counted_poll(["option-1"])
    make.settle()
    officer, round_ = poll.opened_by, poll.round
    officer.name = "Olu Bankole"
    officer.save()
    address = reverse("poll_result", args=[poll.pk])
    assert "I own one." not in client.get(address).text
    declare_interest(
        by=officer,
        council=round_.council,
        what="I own one.",
        sector=round_.sector,
        since_on=timezone.localdate() - timedelta(days=3),
        at=timezone.now(),
    )
    assert "I own one." in client.get(address).text


@pytest.mark.parametrize(
    ("things", "may"),
    [
        ({"service": "home"}, False),
        ({"organisation": "provider"}, False),
        ({"sector": "sector"}, True),
        ({"service": "other_home"}, True),
    ],
)
def test_nobody_moderates_a_proposal_for_a_service_of_theirs(world, things, may):
    moderator = make.a_person(world.council, Role.MODERATOR, name="Sam Rigby")
    proposal = make.a_proposal(world.round, service=world.home)
    assert may_moderate(moderator, proposal)
    interest = world.declare(
        moderator, **{name: getattr(world, thing) for name, thing in things.items()}
    )
    assert may_moderate(moderator, proposal) == may
    end_interest(by=moderator, interest=interest, at=world.at)
    assert may_moderate(moderator, proposal)
