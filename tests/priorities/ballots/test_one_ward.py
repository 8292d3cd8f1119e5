"""The ward that an elector votes from in a poll of wards is that of their first ballot there."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from participation.electors.actions import register_elector
from participation.models import Membership
from priorities.ballots.actions.casting import BallotRefused, cast_ballot, withdraw_ballot
from priorities.models import SealedBallot
from tests import make

pytestmark = pytest.mark.django_db

CHOICES = {"question-1": ["option-1"]}


@pytest.fixture
def wards():
    council = make.a_council()
    return [make.a_ward(council, name) for name in ("Riverside", "Hilltop", "Moorside")]


@pytest.fixture
def voter(wards):
    return make.a_voter(wards[0].council, area=wards[0])


def a_poll_of(*wards):
    round_ = make.a_round(make.a_sector(wards[0].council), at=timezone.now())
    round_.areas.add(*wards)
    return make.an_open_poll(round_, proofs_asked=[{"email", "postcode"}])


def cast_from(ward, voter, poll, choices=CHOICES):
    Membership.objects.filter(user=voter).update(area=ward)
    elector = register_elector(by=voter, council=poll.round.council)
    return cast_ballot(voter=elector, poll=poll, choices=choices)


def stored():
    return SealedBallot.objects.values_list("id", "pseudonym", "nonce", "ciphertext").get()


def test_a_second_vote_from_another_ward_is_refused_and_the_first_stays(wards, voter):
    poll = a_poll_of(*wards)
    cast_from(wards[0], voter, poll)
    first = stored()
    for ward in wards[1:]:
        with pytest.raises(BallotRefused, match="from another ward"):
            cast_from(ward, voter, poll)
    assert stored() == first


def test_from_the_same_ward_one_may_vote_again(wards, voter):
    poll = a_poll_of(*wards)
    for option in ("option-1", "option-2"):
        held = cast_from(wards[0], voter, poll, {"question-1": [option]})
        assert held.choices == {"question-1": [option]}
    assert SealedBallot.objects.count() == 1


def test_in_each_poll_it_is_the_first_ballot_there(wards, voter):
    one, other = a_poll_of(*wards), a_poll_of(*wards)
    cast_from(wards[0], voter, one)
    cast_from(wards[1], voter, other)
    assert SealedBallot.objects.count() == 2


def test_a_poll_of_the_whole_council_asks_for_no_ward(wards, voter):
    poll = make.an_open_poll(make.a_round(make.a_sector(wards[0].council), at=timezone.now()))
    for ward in wards:
        cast_from(ward, voter, poll)
    assert SealedBallot.objects.count() == 1


def test_a_ballot_that_was_taken_back_binds_nobody(wards, voter):
    poll = a_poll_of(*wards)
    cast_from(wards[0], voter, poll)
    withdraw_ballot(voter=register_elector(by=voter, council=poll.round.council), poll=poll)
    cast_from(wards[1], voter, poll)
    assert SealedBallot.objects.count() == 1


def test_the_page_says_so(wards, voter, client):
    poll = a_poll_of(*wards)
    cast_from(wards[0], voter, poll)
    Membership.objects.filter(user=voter).update(area=wards[1])
    register_elector(by=voter, council=poll.round.council)
    client.force_login(voter)
    answer = client.post(
        reverse("cast_ballot", args=[poll.pk]), {"ballot": json.dumps({"q": CHOICES})}
    )
    assert answer.status_code == 409
    assert "from another ward" in answer.content.decode()
