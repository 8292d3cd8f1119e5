"""Closing a poll: when its time has come, or early with a public reason; once and for ever."""

import json
from datetime import UTC, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from coopservices.keystore import KeyUnavailable
from coopservices.models import Event
from participation.models import Role
from priorities import tasks
from priorities.ballots.actions.casting import VotingClosed, cast_ballot, withdraw_ballot
from priorities.engines.sealing.publication import verify
from priorities.models import LogEntry, Poll, Result, SealedBallot
from priorities.polls.actions.closing import CloseRefused, close_due_polls, close_poll
from priorities.polls.queries.keys import signing_key_name
from priorities.results.actions.counting import count_poll
from priorities.results.queries.opened_ballots import CountStopped
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make.an_open_poll()


def due(poll, *, ago=timedelta(seconds=20)):
    """The poll, its time having come; the published end is not a moment of the test's."""
    Poll.objects.filter(pk=poll.pk).update(
        closes_at=timezone.now() - ago, opened_at=timezone.now() - 2 * ago
    )
    poll.refresh_from_db()
    return poll


def test_closing_early_needs_a_reason_that_everybody_can_read(poll, client):
    at = timezone.now()
    for reason in ("", "   "):
        with pytest.raises(CloseRefused, match="Say why"):
            make.close_early(poll, reason=reason, at=at)
    closed = make.close_early(poll, reason="The home has closed.", at=at)
    assert (closed.state, closed.closed_at, closed.closed_by) == (
        Poll.State.CLOSED,
        at,
        poll.opened_by,
    )
    assert "The home has closed." in client.get(reverse("vote", args=[poll.pk])).content.decode()


@pytest.mark.parametrize("first", ["nobody", "oneself", "somebody else's officer", "a resident"])
def test_nobody_ends_the_voting_early_alone(poll, first):
    by = poll.opened_by
    people = {
        "nobody": None,
        "oneself": by,
        "somebody else's officer": make.a_person(make.a_council(), Role.OFFICER),
        "a resident": make.a_person(poll.round.council, Role.RESIDENT),
    }
    with pytest.raises(CloseRefused, match="two people"):
        close_poll(by=by, poll=poll, proposed_by=people[first], reason="A storm", at=timezone.now())
    assert Poll.objects.get(pk=poll.pk).is_open


def test_a_draft_is_neither_open_nor_closed(poll):
    draft = Poll.objects.create(round=poll.round, title_en="Draft", closes_at=timezone.now())
    assert not draft.is_open
    assert not draft.is_closed


def test_closing_on_time_needs_none(poll):
    officer, at = poll.opened_by, timezone.now()
    closed = close_poll(by=officer, poll=due(poll), reason="Not wanted", at=at)
    assert (closed.closed_at, closed.closed_early_because) == (closed.closes_at, "")


def test_beat_closes_what_is_due_at_its_published_end_however_late(poll):
    other = make.an_open_poll()
    due(poll)
    assert close_due_polls(at=timezone.now()) == 1
    assert close_due_polls(at=timezone.now()) == 0
    poll.refresh_from_db()
    other.refresh_from_db()
    assert (poll.state, poll.closed_at, poll.closed_by) == (Poll.State.CLOSED, poll.closes_at, None)
    assert other.is_open
    assert Event.objects.filter(name="priorities.poll_closed").count() == 1


def test_a_closing_job_that_ran_twice_closes_once(poll):
    stale = Poll.objects.get(pk=poll.pk)
    make.close_early(poll, reason="A storm")
    first = Poll.objects.get(pk=poll.pk).closed_at
    make.close_early(stale, reason="A flood")
    poll.refresh_from_db()
    assert (poll.closed_at, poll.closed_early_because) == (first, "A storm")
    assert Event.objects.filter(name="priorities.poll_closed").count() == 1


def test_closing_leads_to_the_count_even_if_the_event_is_lost(poll):
    voter = make.a_voter(poll.round.council)
    cast_ballot(voter=make.elector_of(voter, poll), poll=poll, choices={"question-1": ["option-1"]})
    due(poll)
    tasks.close_due_polls()
    assert not Result.objects.exists()
    Event.objects.all().delete()
    tasks.count_polls_left_behind()
    assert Result.objects.get().poll == poll


def test_the_closing_event_is_heard_by_the_count(poll, settings):
    settings.EVENT_SUBSCRIBERS = settings.EVENT_SUBSCRIBERS | {"priorities.poll_counted": []}
    tasks.close_due_polls()
    make.settle()
    assert not Result.objects.exists()
    due(poll)
    tasks.close_due_polls()
    make.settle()
    assert Result.objects.get().poll == poll


@pytest.mark.parametrize("role", Role)
def test_who_may_close(poll, role):
    someone = make.a_person(poll.round.council, role)
    facts = {"poll": poll, "proposed_by": poll.opened_by, "reason": "A storm"}
    if role is Role.OFFICER:
        assert close_poll(by=someone, at=timezone.now(), **facts).is_closed
        return
    with pytest.raises(PermissionDenied):
        close_poll(by=someone, at=timezone.now(), **facts)
    assert Poll.objects.get(pk=poll.pk).is_open


def test_before_the_end_the_page_leads_to_a_colleague_and_closes_nothing(poll, client):
    client.force_login(poll.opened_by)
    page = reverse("close_poll", args=[poll.pk])
    together = reverse("decide_jointly", args=[poll.pk])
    assert together in client.get(reverse("vote", args=[poll.pk])).text
    assert client.get(page).url == together
    assert "The end of voting, as it stands" in client.get(together).text
    assert client.post(page, {"reason": "A storm"}).url == together
    assert Poll.objects.get(pk=poll.pk).is_open


def test_after_the_end_the_page_asks_for_nothing(poll, client):
    client.force_login(poll.opened_by)
    page = reverse("close_poll", args=[due(poll).pk])
    assert page in client.get(reverse("vote", args=[poll.pk])).text
    assert reverse("decide_jointly", args=[poll.pk]) not in client.get(page).text
    client.post(page, {"csrf": "yes"})
    assert Poll.objects.get(pk=poll.pk).is_closed


# --- Closed is closed -----------------------------------------------------------------------------


@pytest.fixture
def closed(poll):
    """A poll that closed with one ballot, whose voter might change their mind."""
    voter = make.a_voter(poll.round.council)
    elector = make.elector_of(voter, poll)
    cast_ballot(voter=elector, poll=poll, choices={"question-1": ["option-1"]})
    return make.close_early(poll, reason="A storm"), elector


def test_the_closing_stands_in_the_log_with_the_councils_signature(closed):
    poll, _ = closed
    entry = LogEntry.objects.get(kind=LogEntry.Kind.CLOSED)
    told = json.loads(entry.text)
    assert (told["kind"], told["vote"]) == ("closed", str(poll.pk))
    assert told["at"] == poll.closed_at.astimezone(UTC).isoformat()
    assert verify(bytes(entry.public_key), entry.text.encode(), bytes(entry.signature))
    assert [entry.n for entry in LogEntry.objects.all()] == [0, 1]


def test_a_poll_set_back_to_open_takes_no_ballot(closed):
    poll, elector = closed
    before = SealedBallot.objects.values_list("nonce", "ciphertext").get()
    Poll.objects.update(state="open", closed_at=None, closes_at=timezone.now() + timedelta(days=9))
    with pytest.raises(VotingClosed):
        cast_ballot(voter=elector, poll=poll, choices={"question-1": ["option-2"]})
    with pytest.raises(VotingClosed):
        withdraw_ballot(voter=elector, poll=poll)
    assert SealedBallot.objects.values_list("nonce", "ciphertext").get() == before


def test_its_pages_do_not_say_that_it_is_open(closed, client):
    poll, _ = closed
    Poll.objects.update(state="open")
    client.force_login(make.a_voter(poll.round.council))
    told = client.get(reverse("vote", args=[poll.pk])).content.decode()
    assert "Voting has ended" in told
    assert "You can vote until" not in told
    assert client.get(reverse("choose", args=[poll.pk])).status_code == 302
    assert not Poll.objects.taking_ballots(timezone.now()).exists()
    assert Poll.objects.get().is_closed


@pytest.mark.parametrize("facts", [{}, {"closed_at": None}])
def test_beat_closes_it_again_as_the_log_tells_and_it_is_counted(closed, facts):
    poll, _ = closed
    Poll.objects.update(state="open", **facts)
    tasks.close_due_polls()
    again = Poll.objects.get()
    assert (again.state, again.closed_at) == (Poll.State.CLOSED, poll.closed_at)
    assert LogEntry.objects.filter(kind=LogEntry.Kind.CLOSED).count() == 1
    tasks.count_polls_left_behind()
    assert Result.objects.get().poll == poll


def test_a_poll_set_to_closed_by_hand_is_not_counted_and_goes_on(poll):
    Poll.objects.update(state="closed", closed_at=timezone.now())
    with pytest.raises(CountStopped, match="has not closed"):
        count_poll(poll=poll, at=timezone.now())
    tasks.close_due_polls()
    poll.refresh_from_db()
    assert (poll.state, poll.closed_at) == (Poll.State.OPEN, None)


def test_without_the_signing_key_no_officer_closes(poll, settings):
    hide_signing_key(settings, poll)
    with pytest.raises(KeyUnavailable):
        make.close_early(poll, reason="A storm")
    assert Poll.objects.get().is_open


def test_without_it_time_ends_the_voting_and_beat_signs_that_later(poll, settings):
    other = due(make.an_open_poll())
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    bring_back = hide_signing_key(settings, due(poll))
    assert close_due_polls(at=timezone.now()) == 1
    other.refresh_from_db()
    assert other.is_closed
    with pytest.raises(VotingClosed):
        cast_ballot(voter=voter, poll=poll, choices={"question-1": ["option-1"]})
    assert Poll.objects.get(pk=poll.pk).stop == Poll.Stop.SIGNING_KEY
    bring_back()
    assert close_due_polls(at=timezone.now()) == 1
    closed = Poll.objects.get(pk=poll.pk)
    assert (closed.closed_at, closed.stop) == (poll.closes_at, "")


def hide_signing_key(settings, poll):
    """Take one copy away; return what brings it back."""
    path = settings.KEY_STORE_DIRS[1] / f"{signing_key_name(poll.round.council_id)}.key"
    key = path.read_bytes()
    path.unlink()
    return lambda: path.write_bytes(key)
