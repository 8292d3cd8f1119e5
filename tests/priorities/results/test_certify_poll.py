"""Certifying a result: only after the time to challenge it, and then nobody can connect a person to
a vote.
"""

import shutil
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from coopservices import keystore
from coopservices.models import Event
from participation.models import Role
from priorities import tasks
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import Poll, Result, SealedBallot
from priorities.polls.actions.keys import KeySurvived, destroy_poll_key
from priorities.polls.queries.keys import poll_key_name
from priorities.results.actions.certifying import (
    CertifyRefused,
    certify_due_polls,
    certify_poll,
)
from priorities.results.queries.receipts import find_by_receipt
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def voted():
    """A poll with a ballot, and what its voter was told."""
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)
    elector = make.elector_of(voter, poll)
    return poll, cast_ballot(voter=elector, poll=poll, choices={"question-1": ["option-1"]})


def counted(poll):
    make.close_early(poll, reason="For the test", at=timezone.now())
    tasks.count_poll(str(poll.pk))
    return Poll.objects.get(pk=poll.pk)


def later(days=3):
    return timezone.now() + timedelta(days=days)


def test_certifying_destroys_the_ballots_and_the_key_and_records_who(voted):
    poll, held = voted
    poll = counted(poll)
    before, lines = make.files_of(poll), find_by_receipt(poll, held.code)
    at = later()
    certified = certify_poll(by=poll.opened_by, poll=poll, at=at)
    assert (certified.state, certified.certified_at, certified.certified_by) == (
        "certified",
        at,
        poll.opened_by,
    )
    assert not SealedBallot.objects.exists()
    assert all(copy.is_destroyed for copy in keystore.copies(poll_key_name(poll.pk)))
    assert Event.objects.get(name="priorities.poll_certified").actor_id == poll.opened_by.pk
    assert make.files_of(poll) == before
    assert find_by_receipt(poll, held.code) == lines
    assert result_of(certified).is_certified


def test_no_copy_of_the_key_is_left_anywhere(voted, settings):
    poll, _ = voted
    key = keystore.read(poll_key_name(poll.pk))
    certify_poll(by=poll.opened_by, poll=counted(poll), at=later())
    kept = [
        file.read_bytes()
        for place in settings.KEY_STORE_DIRS
        for file in place.rglob("*")
        if file.is_file()
    ]
    assert key not in kept


@pytest.mark.parametrize("copy", [0, 1])
def test_a_disk_that_keeps_what_it_said_was_destroyed_is_found_out(
    voted, settings, monkeypatch, copy
):
    poll = counted(voted[0])
    kept = settings.KEY_STORE_DIRS[copy]
    destroy = keystore.Copy.destroy
    monkeypatch.setattr(
        keystore.Copy, "destroy", lambda self: None if self.path.parent == kept else destroy(self)
    )
    with pytest.raises(KeySurvived):
        certify_poll(by=poll.opened_by, poll=poll, at=later())
    assert not Poll.objects.get().is_certified
    assert SealedBallot.objects.exists()


@pytest.mark.parametrize("copy", [0, 1])
@pytest.mark.parametrize("left", ["nothing", "a bare disk", "another store"])
def test_a_copy_out_of_reach_stops_certifying_and_no_key_is_lost(
    voted, settings, tmp_path, copy, left
):
    poll = counted(voted[0])
    key = keystore.read(poll_key_name(poll.pk))
    folder = settings.KEY_STORE_DIRS[copy]
    away = folder.rename(tmp_path / "away")
    if left != "nothing":
        folder.mkdir()
    if left == "another store":
        (folder / "store.id").write_text("another")
    with pytest.raises(CertifyRefused, match="out of reach"):
        certify_poll(by=poll.opened_by, poll=poll, at=later())
    assert not Poll.objects.get().is_certified
    assert SealedBallot.objects.exists()
    assert not Event.objects.filter(name="priorities.poll_certified").exists()

    if left != "nothing":
        shutil.rmtree(folder)
    away.rename(folder)
    assert keystore.read(poll_key_name(poll.pk)) == key
    assert certify_poll(by=poll.opened_by, poll=Poll.objects.get(), at=later()).is_certified


@pytest.mark.parametrize("copy", [0, 1])
@pytest.mark.parametrize("content", [bytes(32), b"cut short"])
def test_a_copy_that_differs_stops_certifying(voted, settings, copy, content):
    poll = counted(voted[0])
    places = [folder / f"{poll_key_name(poll.pk)}.key" for folder in settings.KEY_STORE_DIRS]
    places[copy].write_bytes(content)
    with pytest.raises(CertifyRefused, match="damaged, or is another key"):
        certify_poll(by=poll.opened_by, poll=poll, at=later())
    assert all(place.exists() for place in places)
    assert SealedBallot.objects.exists()


@pytest.mark.parametrize("destroyed", [0, 1])
def test_certifying_that_died_between_two_copies_is_finished_by_doing_it_again(
    voted, settings, tmp_path, destroyed
):
    poll = counted(voted[0])
    keystore.copies(poll_key_name(poll.pk))[destroyed].destroy()
    other = settings.KEY_STORE_DIRS[1 - destroyed]
    away = other.rename(tmp_path / "away")
    with pytest.raises(CertifyRefused, match="out of reach"):
        certify_poll(by=poll.opened_by, poll=poll, at=later())
    away.rename(other)
    assert certify_poll(by=poll.opened_by, poll=Poll.objects.get(), at=later()).is_certified
    assert not any(list(folder.glob("poll-*.key")) for folder in settings.KEY_STORE_DIRS)


@pytest.mark.parametrize(("days", "refused"), [(0, True), (2, True), (3, False)])
def test_the_result_can_be_challenged_for_three_days(voted, days, refused):
    poll = counted(voted[0])
    at = poll.closed_at + timedelta(days=days)
    if not refused:
        assert certify_poll(by=poll.opened_by, poll=poll, at=at).is_certified
        return
    with pytest.raises(CertifyRefused, match="may still challenge"):
        certify_poll(by=poll.opened_by, poll=poll, at=at)
    assert SealedBallot.objects.exists()


def test_a_poll_without_a_window_is_certified_at_once():
    poll = counted(make.an_open_poll(challenge_days=0))
    assert certify_poll(by=poll.opened_by, poll=poll, at=timezone.now()).is_certified


def test_what_is_not_counted_is_not_certified(voted):
    poll, _ = voted
    make.close_early(poll, reason="For the test", at=timezone.now())
    with pytest.raises(CertifyRefused, match="not been counted"):
        certify_poll(by=poll.opened_by, poll=poll, at=later())
    assert SealedBallot.objects.exists()


def test_certifying_that_died_after_the_key_was_gone_can_be_done_again(voted):
    poll = counted(voted[0])
    destroy_poll_key(poll=poll)
    assert certify_poll(by=poll.opened_by, poll=poll, at=later()).is_certified


@pytest.mark.parametrize("role", Role)
def test_who_may_certify(voted, role):
    poll = counted(voted[0])
    someone = make.a_person(poll.round.council, role)
    if role is Role.OFFICER:
        assert certify_poll(by=someone, poll=poll, at=later()).is_certified
        return
    with pytest.raises(PermissionDenied):
        certify_poll(by=someone, poll=poll, at=later())


def test_a_certified_poll_is_certified_once(voted):
    poll = counted(voted[0])
    certify_poll(by=poll.opened_by, poll=poll, at=later())
    with pytest.raises(PermissionDenied):
        certify_poll(by=poll.opened_by, poll=poll, at=later())


def test_the_pages_before_and_after(voted, client):
    poll = counted(voted[0])
    page = reverse("certify_poll", args=[poll.pk])
    client.force_login(poll.opened_by)
    early = client.get(page).content.decode()
    assert "may still challenge" in early
    assert "Certify, and destroy the key" not in early
    Poll.objects.update(
        closed_at=timezone.now() - timedelta(days=4), opened_at=timezone.now() - timedelta(days=5)
    )
    assert client.post(page, {"sure": ""}).status_code == 422
    assert Result.objects.exists()
    assert not Poll.objects.get(pk=poll.pk).is_certified
    done = " ".join(client.post(page, {"sure": "on"}, follow=True).text.split())
    assert "the key is destroyed" in done
    assert "Without it nobody can connect a person to a vote." in done
    yours = client.get(reverse("your_ballot", args=[poll.pk])).content.decode()
    assert "The key is destroyed." in yours


def test_the_page_says_when_a_copy_of_the_key_is_out_of_reach(voted, client, settings, tmp_path):
    poll = counted(voted[0])
    Poll.objects.update(
        closed_at=timezone.now() - timedelta(days=4), opened_at=timezone.now() - timedelta(days=5)
    )
    settings.KEY_STORE_DIRS[1].rename(tmp_path / "away")
    client.force_login(poll.opened_by)
    refused = client.post(reverse("certify_poll", args=[poll.pk]), {"sure": "on"})
    assert refused.status_code == 409
    assert "out of reach" in refused.text
    assert not Poll.objects.get().is_certified


# --- By itself ------------------------------------------------------------------------------------


def test_a_result_becomes_final_by_itself_when_the_window_ends(voted):
    poll = counted(voted[0])
    assert certify_due_polls(at=poll.challenges_end_at - timedelta(seconds=1)) == 0
    assert certify_due_polls(at=poll.challenges_end_at) == 1
    assert certify_due_polls(at=poll.challenges_end_at) == 0
    poll.refresh_from_db()
    assert (poll.is_certified, poll.certified_by) == (True, None)
    assert not SealedBallot.objects.exists()
    assert Event.objects.get(name="priorities.poll_certified").actor_id is None


def test_beat_does_it():
    poll = counted(make.an_open_poll(challenge_days=0))
    tasks.certify_due_polls()
    poll.refresh_from_db()
    assert poll.is_certified
    assert "priorities.tasks.certify_due_polls" in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


def test_a_key_that_cannot_be_destroyed_stops_it_and_everybody_sees(voted, client, settings):
    poll = counted(voted[0])
    path = settings.KEY_STORE_DIRS[0] / f"{poll_key_name(poll.pk)}.key"
    key = path.read_bytes()
    path.unlink()
    path.mkdir()  # as a file that cannot be written
    assert certify_due_polls(at=later()) == 0
    poll.refresh_from_db()
    assert (poll.state, poll.stop) == (Poll.State.CLOSED, Poll.Stop.CERTIFYING)
    assert SealedBallot.objects.exists()
    assert poll.get_stop_display() in client.get(reverse("vote", args=[poll.pk])).content.decode()
    client.force_login(poll.opened_by)
    assert "Votes that have stopped" in client.get(reverse("your_tasks")).content.decode()
    path.rmdir()
    path.write_bytes(key)
    assert certify_due_polls(at=later()) == 1
    poll.refresh_from_db()
    assert (poll.is_certified, poll.stop) == (True, "")
