"""Saying that one uses a service: who sees it, who confirms it, what it gives, and how it ends."""

import contextlib
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from coopservices.models import AuditEntry
from outcomes.pages.your_tasks.queries import desk_of
from participation.claims.actions import (
    HOLDS,
    MOST,
    WAITS,
    ClaimRefused,
    decide_claim,
    end_claims,
    make_claim,
    withdraw_claim,
)
from participation.claims.models import Claim
from participation.claims.permissions import (
    may_decide_claim,
    may_make_claim,
    may_see_claims,
    may_withdraw_claim,
)
from participation.claims.queries import claims_to_decide
from participation.electors.actions import register_elector
from participation.memberships.actions import take_role
from participation.models import Membership, Role, User
from tests import make
from tests.priorities.listed_voters.test_listed_voters import IS_POSTGRESQL, at_once

pytestmark = pytest.mark.django_db
COUNCIL, SERVICE = Claim.Confirmer.COUNCIL, Claim.Confirmer.SERVICE


class World:
    """A council with two homes of two providers, somebody who uses one, and those who may know."""

    def __init__(self):
        self.at = timezone.now()
        self.council = make.a_council(host="testserver")
        sector = make.a_sector(self.council)
        self.provider = make.an_organisation(self.council)
        other = make.an_organisation(self.council, "Hillside Care")
        self.home = make.a_service(sector, organisation=self.provider)
        self.other_home = make.a_service(sector, name="Hillside", organisation=other)
        self.without_provider = make.a_service(sector, name="The Elms")
        self.resident = make.a_voter(self.council)
        self.officer = make.a_person(self.council, Role.OFFICER)
        self.manager = self.a_manager(self.provider)
        self.other_manager = self.a_manager(other)

    def a_manager(self, organisation):
        person = make.a_person(self.council, Role.PROVIDER)
        person.memberships.update(organisation=organisation)
        return person

    def claim(self, by=None, **facts):
        given = {"service": self.home, "role": Role.CARER, "asked_of": SERVICE, "at": self.at}
        by = by or self.resident
        return make_claim(by=by, council=self.council, **{**given, "known_as": "Rosa", **facts})

    def confirmed(self, **facts):
        claim = self.claim(**facts)
        by = self.manager if claim.asked_of == SERVICE else self.officer
        decide_claim(by=by, claim=claim, confirms=True, at=self.at)
        claim.refresh_from_db()
        return claim


@pytest.fixture
def world():
    return World()


def _constituency(world):
    user = User.objects.get(pk=world.resident.pk)
    return register_elector(by=user, council=world.council).constituency


# --- Who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["waiting", "confirmed", "refused"])
@pytest.mark.parametrize("asked_of", [COUNCIL, SERVICE])
@pytest.mark.parametrize(
    "who",
    [
        *(str(role) for role in Role),
        "stranger",
        "its provider",
        "another provider",
        "its maker",
        "officer elsewhere",
        "officer without a second step",
    ],
)
def test_who_may_confirm_what_is_said(world, who, asked_of, state):
    claim = world.claim(asked_of=asked_of)
    if state != "waiting":
        by = world.manager if asked_of == SERVICE else world.officer
        decide_claim(by=by, claim=claim, confirms=state == "confirmed", at=world.at)
        claim.refresh_from_db()
    lacking = make.a_person(world.council, Role.OFFICER)
    lacking.lacks_second_factor = True
    people = {
        **{str(role): make.a_person(world.council, role) for role in Role},
        "stranger": AnonymousUser(),
        "its provider": world.manager,
        "another provider": world.other_manager,
        "its maker": world.resident,
        "officer elsewhere": make.a_person(make.a_council(), Role.OFFICER),
        "officer without a second step": lacking,
    }
    asked = "its provider" if asked_of == SERVICE else "officer"
    assert may_decide_claim(people[who], claim) == (who == asked and state == "waiting")
    assert may_withdraw_claim(people[who], claim) == (who == "its maker")


@pytest.mark.parametrize("role", Role)
def test_who_may_say_so_and_who_is_asked(world, role):
    person, elsewhere = make.a_person(world.council, role), make.a_council()
    assert may_make_claim(person, world.council)
    assert not may_make_claim(person, elsewhere)
    assert may_see_claims(person, world.council) == (role in (Role.OFFICER, Role.PROVIDER))
    assert not may_see_claims(person, elsewhere)


def test_an_officer_does_not_confirm_their_own(world):
    claim = world.claim(by=world.officer, asked_of=COUNCIL)
    assert not may_decide_claim(world.officer, claim)
    with pytest.raises(PermissionDenied):
        decide_claim(by=world.officer, claim=claim, confirms=True, at=world.at)


# --- What it gives --------------------------------------------------------------------------------


def test_it_gives_nothing_before_it_is_confirmed(world):
    world.claim()
    assert _constituency(world) == "residents"


@pytest.mark.parametrize("asked_of", [COUNCIL, SERVICE])
@pytest.mark.parametrize("role", [Role.CARER, Role.SERVICE_USER])
def test_confirmed_it_is_a_role_at_that_service(world, asked_of, role):
    claim = world.confirmed(asked_of=asked_of, role=role)
    membership = world.resident.memberships.get(role=role)
    assert membership.service == world.home
    assert (claim.membership, claim.known_as) == (membership, "")
    assert claim.expires_at == world.at + HOLDS
    assert _constituency(world) == "users"


def test_refused_it_gives_nothing_and_tells_no_name(world):
    claim = world.claim()
    decide_claim(by=world.manager, claim=claim, confirms=False, at=world.at)
    claim.refresh_from_db()
    assert claim.is_refused
    assert (claim.membership, claim.known_as) == (None, "")
    assert claim.expires_at == world.at + WAITS
    assert _constituency(world) == "residents"


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_withdrawn_nothing_of_it_is_left(world, is_confirmed):
    claim = world.confirmed() if is_confirmed else world.claim()
    withdraw_claim(by=world.resident, claim=claim, at=world.at)
    withdraw_claim(by=world.resident, claim=claim, at=world.at)  # again is harmless
    assert not Claim.objects.exists()
    assert {each.role for each in world.resident.memberships.all()} == {Role.RESIDENT}
    assert _constituency(world) == "residents"


@pytest.mark.parametrize(("is_confirmed", "kept"), [(True, HOLDS), (False, WAITS)])
def test_it_runs_out(world, is_confirmed, kept):
    _ = world.confirmed() if is_confirmed else world.claim()
    assert end_claims(at=world.at + kept - timedelta(seconds=1)) == 0
    assert end_claims(at=world.at + kept) == 1
    assert end_claims(at=world.at + kept) == 0
    assert not Claim.objects.exists()
    assert _constituency(world) == "residents"


def test_an_officer_takes_the_role_away_and_what_was_said_goes_too(world):
    claim = world.confirmed()
    take_role(by=world.officer, membership=claim.membership, at=world.at)
    assert not Claim.objects.exists()


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"role": Role.OFFICER}, "service"),
        ({"known_as": " "}, "known_as"),
        ({"service": "without_provider"}, "asked_of"),
    ],
)
def test_what_cannot_be_said(world, facts, about):
    if "service" in facts:
        facts = {"service": getattr(world, facts["service"])}
    with pytest.raises(ClaimRefused) as refusal:
        world.claim(**facts)
    assert refusal.value.about == about


def test_a_provider_for_whom_nobody_speaks_here_is_not_asked(world):
    world.manager.memberships.update(role=Role.STAFF)
    make.a_person(world.council, Role.OFFICER).memberships.update(organisation=world.provider)
    closed = world.a_manager(world.provider)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    elsewhere = make.a_person(make.a_council(), Role.PROVIDER)
    elsewhere.memberships.update(organisation=world.provider)
    with pytest.raises(ClaimRefused) as refusal:
        world.claim()
    assert refusal.value.about == "asked_of"


def test_a_service_of_another_council_is_refused(world):
    theirs = make.a_service(make.a_sector(make.a_council()))
    with pytest.raises(ClaimRefused):
        world.claim(service=theirs)


def test_of_one_service_one_says_it_once_and_of_five_at_most(world):
    world.claim()
    with pytest.raises(ClaimRefused):
        world.claim(asked_of=COUNCIL)
    sector = world.home.sector
    for n in range(MOST - 1):
        world.claim(service=make.a_service(sector, name=f"Home {n}"), asked_of=COUNCIL)
    with pytest.raises(ClaimRefused, match="at most 5"):
        world.claim(service=make.a_service(sector, name="One more"), asked_of=COUNCIL)


@pytest.mark.skipif(not IS_POSTGRESQL, reason="Many writers at once need PostgreSQL.")
@pytest.mark.django_db(transaction=True)
def test_of_five_at_most_when_all_are_said_at_once(world):
    sector = world.home.sector
    homes = [make.a_service(sector, name=f"Home {n}") for n in range(2 * MOST)]

    def one(home):
        with contextlib.suppress(ClaimRefused):
            world.claim(service=home, asked_of=COUNCIL)

    at_once([partial(one, home) for home in homes])
    assert Claim.objects.count() == MOST


def test_a_role_that_is_held_already_is_not_asked_for(world):
    Membership.objects.create(
        user=world.resident, council=world.council, role=Role.CARER, service=world.home
    )
    with pytest.raises(ClaimRefused, match="confirmed already"):
        world.claim()


def test_who_was_refused_by_one_asks_the_other_and_not_the_same(world):
    claim = world.claim()
    decide_claim(by=world.manager, claim=claim, confirms=False, at=world.at)
    with pytest.raises(ClaimRefused):
        world.claim()
    assert world.claim(asked_of=COUNCIL).is_waiting


@pytest.mark.parametrize("what", ["withdrawn", "over", "confirmed"])
def test_what_waits_no_more_is_not_answered(world, what):
    claim, at = world.claim(), world.at
    if what == "withdrawn":
        withdraw_claim(by=world.resident, claim=claim, at=at)
    elif what == "confirmed":
        decide_claim(by=world.manager, claim=claim, confirms=True, at=at)
    else:
        at += WAITS
    with pytest.raises(ClaimRefused):
        decide_claim(by=world.manager, claim=claim, confirms=True, at=at)


def test_the_database_keeps_no_name_of_what_is_decided(world):
    claim = world.confirmed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(known_as="Rosa")


# --- What is told of it ---------------------------------------------------------------------------


def test_making_and_reading_ones_own_leaves_no_entry_and_answering_does(world):
    before = AuditEntry.objects.count()
    claim = world.claim()
    assert AuditEntry.objects.count() == before
    decide_claim(by=world.manager, claim=claim, confirms=True, at=world.at)
    acts = AuditEntry.objects.order_by("n").values_list("act", flat=True)[before:]
    assert list(acts) == ["role_given", "claim_confirmed"]
    assert "Rosa" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("asked_of", [COUNCIL, SERVICE])
def test_it_waits_with_whoever_is_asked_and_with_nobody_else(world, client, asked_of):
    claim = world.claim(asked_of=asked_of)
    asked = world.manager if asked_of == SERVICE else world.officer
    for person in (world.manager, world.other_manager, world.officer):
        desk = desk_of(User.objects.get(pk=person.pk), world.council, at=world.at)
        assert desk.people.claims == ([claim] if person == asked else [])
        client.force_login(person)
        assert (world.home.name in client.get(reverse("claims")).text) == (person == asked)
        answer = client.get(reverse("decide_claim", args=[claim.pk]))
        assert answer.status_code == (200 if person == asked else 404)
        assert ("Rosa" in answer.text) == (person == asked)
    read = AuditEntry.objects.get(act="claim_read")
    assert (read.subject_id, read.actor_id) == (str(world.resident.pk), asked.pk)


def test_a_list_of_what_waits_takes_as_many_queries_for_ten(world, django_assert_num_queries):
    def listed(n):
        for _ in range(n):
            world.claim(by=make.a_voter(world.council))
        _ = world.manager.roles
        with django_assert_num_queries(1):
            return len(claims_to_decide(world.manager, world.council, at=world.at))

    assert (listed(1), listed(9)) == (1, 10)


# --- The way from form to page --------------------------------------------------------------------


def test_from_saying_it_to_a_role_and_back(world, client):
    client.force_login(world.resident)
    form = client.get(f"{reverse('make_claim')}?service={world.home.pk}")
    assert "The other is not told that you asked" in form.text  # who sees it, before it is said
    said = {"service": world.home.pk, "role": "carer", "asked_of": "service", "known_as": ""}
    refused = client.post(reverse("make_claim"), said)
    assert refused.status_code == 422
    client.post(reverse("make_claim"), {**said, "known_as": "Rosa"})
    assert "We have asked the service" in client.get(reverse("your_services")).text

    claim = Claim.objects.get()
    client.force_login(world.manager)
    assert client.post(reverse("decide_claim", args=[claim.pk])).status_code == 422
    client.post(reverse("decide_claim", args=[claim.pk]), {"confirms": "yes"})

    client.force_login(world.resident)
    assert "Confirmed." in client.get(reverse("your_services")).text
    assert "Unpaid carer at The Willows" in client.get(reverse("your_details")).text
    client.post(reverse("withdraw_claim", args=[claim.pk]))
    assert Membership.objects.filter(user=world.resident).get().role == Role.RESIDENT


def test_nobody_withdraws_what_another_said(world, client):
    claim = world.claim()
    client.force_login(world.manager)
    assert client.post(reverse("withdraw_claim", args=[claim.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        withdraw_claim(by=world.manager, claim=claim, at=world.at)
