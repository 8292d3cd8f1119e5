"""Casting a ballot: one elector, one ballot, sealed, until the poll's end by the
database's clock.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coopservices import keystore
from coopservices.models import Event
from participation.electors.actions import RegistrationRefused, register_elector
from participation.models import Elector, Membership, Role
from priorities.ballots.actions.casting import (
    BallotRefused,
    VotingClosed,
    cast_ballot,
    withdraw_ballot,
)
from priorities.ballots.queries.held_ballot import held_ballot
from priorities.engines.sealing.receipts import decode, encode
from priorities.engines.voting.ballot_paper import ChoiceRefused
from priorities.models import Poll, SealedBallot, Turnout
from priorities.polls.queries.keys import poll_key_name
from priorities.polls.queries.polls import opened_poll
from priorities.tasks import count_turnouts
from tests import make

pytestmark = pytest.mark.django_db

QUESTION = "question-1"
SECRET = bytes(range(16))


@pytest.fixture
def poll():
    return make.an_open_poll()


@pytest.fixture
def voter(poll):
    return make.a_voter(poll.round.council)


def cast(voter, poll, *options, secret=None):
    return cast_ballot(
        voter=make.elector_of(voter, poll),
        poll=poll,
        choices={QUESTION: list(options)},
        receipt_secret=secret,
    )


def held_by(voter, poll):
    return held_ballot(make.elector_of(voter, poll), opened_poll(poll.pk))


def test_the_voter_is_told_what_is_held(poll, voter):
    held = cast(voter, poll, "option-3", "option-1")
    assert held.choices == {QUESTION: ["option-1", "option-3"]}
    assert [list(map(str, answer.chosen)) for answer in held.answers] == [["Bench", "Trees"]]
    assert len(decode(held.code)) == 16


def test_the_browsers_secret_becomes_the_code(poll, voter):
    assert cast(voter, poll, "option-1", secret=SECRET).code == encode(SECRET)


def test_voting_again_replaces_the_ballot(poll, voter):
    first = cast(voter, poll, "option-1")
    second = cast(voter, poll, "option-2")
    assert SealedBallot.objects.filter(poll=poll).count() == 1
    assert first.code != second.code
    assert held_by(voter, poll).choices == {QUESTION: ["option-2"]}


def test_sending_the_same_form_twice_is_harmless(poll, voter):
    once = cast(voter, poll, "option-1", secret=SECRET)
    assert cast(voter, poll, "option-1", secret=SECRET) == once
    assert SealedBallot.objects.count() == 1


def test_two_voters_never_share_a_code(poll, voter):
    other = make.a_voter(poll.round.council)
    assert cast(voter, poll, "option-1", secret=SECRET).code == encode(SECRET)
    assert cast(other, poll, "option-1", secret=SECRET).code != encode(SECRET)
    assert SealedBallot.objects.count() == 2


def test_a_row_tells_nothing(poll, voter):
    cast(voter, poll, "option-1")
    row = SealedBallot.objects.get()
    elector = Elector.objects.get()
    told = b"".join(map(bytes, (row.pseudonym, row.receipt_index, row.nonce, row.ciphertext)))
    assert b"option" not in told
    assert elector.pk.bytes not in told
    assert {field.name for field in SealedBallot._meta.fields} == {
        "id", "poll", "pseudonym", "receipt_index", "nonce", "ciphertext",
    }  # fmt: skip


def test_every_envelope_has_one_size_whatever_is_chosen(poll):
    for options in ([], ["option-1"], ["option-1", "option-2"]):
        cast(make.a_voter(poll.round.council), poll, *options)
    assert {len(row.ciphertext) for row in SealedBallot.objects.all()} == {256 + 16}


def test_the_event_names_nobody_and_knows_only_the_day(poll, voter):
    cast(voter, poll, "option-1")
    event = Event.objects.get(name="priorities.ballot_cast")
    assert (event.subject_id, event.actor_id) == (str(poll.pk), None)
    assert event.happened_at.time() == event.happened_at.min.time()


def test_many_casts_tell_of_themselves_once_and_the_beat_counts_them_all(poll):
    for _ in range(3):
        cast(make.a_voter(poll.round.council), poll, "option-1")
    assert Event.objects.filter(name="priorities.ballot_cast").count() == 1
    make.settle()
    assert Turnout.objects.get(poll=poll).ballots == 3
    Turnout.objects.all().delete()
    count_turnouts()
    assert Turnout.objects.get(poll=poll).ballots == 3


def test_abstaining_is_a_ballot(poll, voter):
    assert cast(voter, poll).choices == {QUESTION: []}
    assert SealedBallot.objects.count() == 1


@pytest.mark.parametrize(
    "choices", [{}, {"x": []}, {QUESTION: ["option-9"]}, {QUESTION: "option-1"}]
)
def test_a_choice_that_does_not_fit_is_refused(poll, voter, choices):
    with pytest.raises(ChoiceRefused):
        cast_ballot(voter=make.elector_of(voter, poll), poll=poll, choices=choices)
    assert not SealedBallot.objects.exists()


def test_more_than_the_most_choices_are_refused(poll, voter):
    with pytest.raises(ChoiceRefused, match="no more than 2"):
        cast(voter, poll, "option-1", "option-2", "option-3")


# --- Until when -----------------------------------------------------------------------------------


def test_from_the_closing_instant_on_nothing_is_stored(poll, voter):
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now())
    with pytest.raises(VotingClosed, match="Nothing was stored"):
        cast(voter, poll, "option-1")
    assert not SealedBallot.objects.exists()
    assert not Event.objects.filter(name="priorities.ballot_cast").exists()


def test_a_moment_before_the_closing_instant_it_is_stored(poll, voter):
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now() + timedelta(seconds=30))
    assert cast(voter, poll, "option-1")


def test_once_closed_a_clock_that_goes_back_opens_nothing(poll, voter):
    cast(voter, poll, "option-1")
    make.close_early(poll, reason="A storm", at=timezone.now())
    assert Poll.objects.get(pk=poll.pk).closes_at > timezone.now()
    with pytest.raises(VotingClosed):
        cast(voter, poll, "option-2")
    assert held_by(voter, poll).choices == {QUESTION: ["option-1"]}


@pytest.mark.parametrize("digits", [0, 123456, 500000, 999999])
def test_closing_times_with_any_fraction_are_kept_exactly(poll, voter, digits):
    soon = (timezone.now() + timedelta(seconds=90)).replace(microsecond=digits)
    Poll.objects.filter(pk=poll.pk).update(closes_at=soon)
    assert cast(voter, poll, "option-1")
    Poll.objects.filter(pk=poll.pk).update(closes_at=soon - timedelta(seconds=100))
    with pytest.raises(VotingClosed):
        cast(voter, poll, "option-1")


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_may_vote(poll, role):
    someone = make.confirmed(make.a_person(poll.round.council, role))
    if role in (Role.RESIDENT, Role.SERVICE_USER, Role.CARER, Role.STAFF):
        assert cast(someone, poll, "option-1")
        return
    with pytest.raises(PermissionDenied):
        cast(someone, poll, "option-1")
    assert not SealedBallot.objects.exists()


def test_a_role_in_another_council_does_not_vote(poll):
    stranger = make.a_voter(make.a_council())
    with pytest.raises(PermissionDenied):
        cast(stranger, poll, "option-1")


def test_a_role_that_was_taken_away_does_not_vote(poll, voter):
    cast(voter, poll, "option-1")
    Membership.objects.filter(user=voter).delete()
    voter.forget_roles()
    with pytest.raises(PermissionDenied):
        cast(voter, poll, "option-2")


def test_several_roles_are_one_elector(poll, voter):
    Membership.objects.create(user=voter, council=poll.round.council, role=Role.STAFF)
    cast(voter, poll, "option-1")
    cast(voter, poll, "option-2")
    assert SealedBallot.objects.count() == Elector.objects.count() == 1


def test_an_address_must_be_confirmed(poll):
    with pytest.raises(RegistrationRefused, match="Confirm your e-mail"):
        cast(make.a_person(poll.round.council, Role.RESIDENT), poll, "option-1")


def test_a_poll_for_postcodes_says_what_is_missing():
    poll = make.an_open_poll(proofs_asked=[{"email", "postcode"}])
    voter = make.a_voter(poll.round.council)
    with pytest.raises(BallotRefused, match="postcode"):
        cast(voter, poll, "option-1")
    Membership.objects.update(area=make.a_ward(poll.round.council))
    register_elector(by=voter, council=poll.round.council)
    assert cast(voter, poll, "option-1")


def test_a_poll_of_some_areas_is_for_their_people():
    round_ = make.a_round(make.a_sector(make.a_council()), at=timezone.now())
    here, there = make.a_ward(round_.council, "Riverside"), make.a_ward(round_.council, "Hilltop")
    round_.areas.add(here)
    poll = make.an_open_poll(round_)
    assert cast(make.a_voter(round_.council, area=here), poll, "option-1")
    with pytest.raises(
        BallotRefused, match=r"people in Riverside\. Your postcode is somewhere else"
    ):
        cast(make.a_voter(round_.council, area=there), poll, "option-1")
    with pytest.raises(BallotRefused, match="Tell us your postcode"):
        cast(make.a_voter(round_.council), poll, "option-1")


# --- Keys -----------------------------------------------------------------------------------------


def copies(poll, settings):
    return [place / f"{poll_key_name(poll.pk)}.key" for place in settings.KEY_STORE_DIRS]


@pytest.mark.parametrize("copy", [0, 1])
@pytest.mark.parametrize("damage", ["missing", "differing", "short"])
def test_without_the_key_nothing_is_stored_and_none_is_made(poll, voter, settings, copy, damage):
    place = copies(poll, settings)[copy]
    place.unlink() if damage == "missing" else place.write_bytes(
        bytes(32 if damage == "differing" else 31)
    )
    with pytest.raises(keystore.KeyUnavailable):
        cast(voter, poll, "option-1")
    assert not SealedBallot.objects.exists()
    assert place.exists() == (damage != "missing")


def test_a_key_that_is_not_the_one_of_the_opening_is_refused(poll, voter, settings):
    for place in copies(poll, settings):
        place.write_bytes(bytes(32))
    with pytest.raises(keystore.KeyUnavailable, match="not the key"):
        cast(voter, poll, "option-1")
    assert not SealedBallot.objects.exists()


# --- Withdrawing ----------------------------------------------------------------------------------


def test_a_ballot_can_be_taken_out_while_voting_is_open(poll, voter):
    cast(voter, poll, "option-1")
    assert withdraw_ballot(voter=make.elector_of(voter, poll), poll=poll)
    assert not withdraw_ballot(voter=make.elector_of(voter, poll), poll=poll)
    assert not SealedBallot.objects.exists()


def test_a_ballot_cannot_be_taken_out_of_a_closed_poll(poll, voter):
    cast(voter, poll, "option-1")
    make.close_early(poll, reason="A storm", at=timezone.now())
    with pytest.raises(VotingClosed):
        withdraw_ballot(voter=make.elector_of(voter, poll), poll=poll)
    assert SealedBallot.objects.count() == 1


# --- Speed ----------------------------------------------------------------------------------------


def test_a_cast_asks_the_database_twice(poll, voter):
    """The elector, and the ballot with its lock; how many ballots there are does not matter."""
    cast(voter, poll, "option-1")
    for _ in range(3):
        cast(make.a_voter(poll.round.council), poll, "option-2")
        with CaptureQueriesContext(connection) as asked:
            cast(voter, poll, "option-1")
        assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) == 2
