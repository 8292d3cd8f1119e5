"""A definition that somebody changed in the database after the opening: nobody votes by it, and
nothing is counted by it.
"""

import json
from datetime import timedelta
from hashlib import sha256
from time import sleep

import pytest
from django.urls import reverse
from django.utils import timezone

from coopservices.sentences import Wording
from priorities.ballots.actions.casting import VotingClosed, cast_ballot, withdraw_ballot
from priorities.engines.canonical import canonical
from priorities.engines.sealing.publication import verify
from priorities.models import LogEntry, Poll, Result, SealedBallot
from priorities.polls.queries.polls import DefinitionAltered, opened_poll
from priorities.results.actions.counting import count_poll
from priorities.results.queries.opened_ballots import CountStopped
from tests import make

pytestmark = pytest.mark.django_db

QUESTION = "question-1"


@pytest.fixture
def poll():
    return make.an_open_poll()


def cast(poll, option="option-1", *, voter=None):
    voter = voter or make.a_voter(poll.round.council)
    elector = make.elector_of(voter, poll)
    return cast_ballot(voter=elector, poll=poll, choices={QUESTION: [option]})


def swap_titles(poll):
    """What an intruder in the database would do; return what stood there."""
    was = Poll.objects.get(pk=poll.pk).definition
    frozen = json.loads(was)
    titles = frozen["questions"][0]["titles"]
    titles["option-1"], titles["option-2"] = titles["option-2"], titles["option-1"]
    Poll.objects.filter(pk=poll.pk).update(definition=canonical(frozen).decode())
    return was


@pytest.mark.parametrize("remembered", [True, False])
def test_nobody_votes_by_titles_that_were_swapped(poll, remembered):
    if remembered:
        opened_poll(poll.pk)
    was = swap_titles(poll)
    for _ in range(2):
        with pytest.raises(DefinitionAltered):
            cast(poll)
    assert not SealedBallot.objects.exists()
    Poll.objects.update(definition=was)
    assert cast(poll).answers[0].chosen == (Wording("Bench"),)


@pytest.mark.parametrize("altered", [None, bytes(32)])
def test_nobody_votes_by_a_definition_whose_keyed_hash_was_changed(poll, altered):
    cast(poll)
    Poll.objects.update(definition_mac=altered)
    for _ in range(2):
        with pytest.raises(DefinitionAltered):
            cast(poll)
    assert SealedBallot.objects.count() == 1


def test_no_ballot_is_taken_out_by_it_either(poll):
    voter = make.a_voter(poll.round.council)
    cast(poll, voter=voter)
    swap_titles(poll)
    with pytest.raises(DefinitionAltered):
        withdraw_ballot(voter=make.elector_of(voter, poll), poll=poll)
    assert SealedBallot.objects.count() == 1


def test_a_later_end_by_hand_is_none(poll):
    """The row's end may only be earlier than the one that was published."""
    ended = make.an_open_poll(closes_at=timezone.now() + timedelta(seconds=0.3))
    Poll.objects.filter(pk=ended.pk).update(closes_at=timezone.now() + timedelta(days=5))
    sleep(0.4)
    with pytest.raises(VotingClosed):
        cast(ended)


def test_the_page_answers_that_voting_is_not_possible_now(poll, client):
    client.force_login(make.a_voter(poll.round.council))
    ballot = json.dumps({"q": {QUESTION: ["option-1"]}})
    swap_titles(poll)
    answer = client.post(reverse("cast_ballot", args=[poll.pk]), {"ballot": ballot})
    assert (answer.status_code, SealedBallot.objects.count()) == (503, 0)


def tear(poll):
    """Half of the definition is gone; return what stood there."""
    was = Poll.objects.get(pk=poll.pk).definition
    Poll.objects.update(definition=was[: len(was) // 2])
    return was


@pytest.mark.parametrize("alter", [swap_titles, tear])
def test_nothing_is_counted_by_it(poll, alter):
    cast(poll)
    closed = make.close_early(poll, reason="A storm", at=timezone.now())
    was = alter(poll)
    with pytest.raises(CountStopped, match="altered"):
        count_poll(poll=closed, at=timezone.now())
    assert not Result.objects.exists()
    assert Poll.objects.get().stop == Poll.Stop.DEFINITION
    Poll.objects.update(definition=was)
    assert count_poll(poll=closed, at=timezone.now())


def test_the_opening_stands_in_the_log_with_the_hash_and_the_councils_signature(poll):
    entry = LogEntry.objects.get(poll=poll.pk)
    assert entry.kind == LogEntry.Kind.OPENED
    assert json.loads(entry.text) == {
        "format": "LV1",
        "kind": "opened",
        "vote": str(poll.pk),
        "at": json.loads(poll.definition)["opened_at"],
        "definition": sha256(poll.definition.encode()).hexdigest(),
    }
    assert verify(bytes(entry.public_key), entry.text.encode(), bytes(entry.signature))


def test_the_hash_stands_in_the_manifest_and_on_the_page_with_the_code(poll, client):
    fingerprint = sha256(poll.definition.encode()).hexdigest()
    client.force_login(make.a_voter(poll.round.council))
    ballot = json.dumps({"q": {QUESTION: ["option-1"]}})
    page = client.post(reverse("cast_ballot", args=[poll.pk]), {"ballot": ballot})
    assert fingerprint in page.content.decode()
    closed = make.close_early(poll, reason="A storm", at=timezone.now())
    result = count_poll(poll=closed, at=timezone.now())
    assert json.loads(result.manifest)["definition"] == fingerprint
