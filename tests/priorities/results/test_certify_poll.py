"""Certifying a result: only after the time to challenge it, and then nobody can connect a person to
a vote.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from coopservices import keystore
from coopservices.models import Event
from participation.models import Role
from priorities import tasks
from priorities.ballots.actions.casting import cast_ballot
from priorities.models import Poll, Result, SealedBallot
from priorities.polls.actions.closing import close_poll
from priorities.polls.actions.keys import KeySurvived, destroy_poll_key, prove_key_destroyed
from priorities.polls.queries.keys import poll_key_name
from priorities.results.actions.certifying import CertifyRefused, certify_poll
from priorities.results.queries.receipts import find_by_receipt
from priorities.results.queries.results import bundle_of, result_of
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
    close_poll(by=poll.opened_by, poll=poll, reason="For the test", at=timezone.now())
    tasks.count_poll(str(poll.pk))
    return Poll.objects.get(pk=poll.pk)


def later(days=3):
    return timezone.now() + timedelta(days=days)


def test_certifying_destroys_the_ballots_and_the_key_and_records_who(voted):
    poll, held = voted
    poll = counted(poll)
    before, lines = bundle_of(poll), find_by_receipt(poll, held.code)
    at = later()
    certified = certify_poll(by=poll.opened_by, poll=poll, at=at)
    assert (certified.state, certified.certified_at, certified.certified_by) == (
        "certified",
        at,
        poll.opened_by,
    )
    assert not SealedBallot.objects.exists()
    assert not keystore.exists(poll_key_name(poll.pk))
    assert Event.objects.get(name="priorities.poll_certified").actor_id == poll.opened_by.pk
    assert bundle_of(poll) == before
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


def test_the_proof_fails_for_as_long_as_the_key_opens_the_canary(voted):
    poll, _ = voted
    with pytest.raises(KeySurvived):
        prove_key_destroyed(poll=poll.pk, canary=bytes(poll.canary))
    destroy_poll_key(poll=poll.pk)
    prove_key_destroyed(poll=poll.pk, canary=bytes(poll.canary))


def test_a_key_brought_back_from_a_snapshot_is_found_out(voted):
    poll, _ = voted
    key = keystore.read(poll_key_name(poll.pk))
    destroy_poll_key(poll=poll.pk)
    keystore.create(poll_key_name(poll.pk), key)
    with pytest.raises(KeySurvived):
        prove_key_destroyed(poll=poll.pk, canary=bytes(poll.canary))


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
    close_poll(by=poll.opened_by, poll=poll, reason="For the test", at=timezone.now())
    with pytest.raises(CertifyRefused, match="not been counted"):
        certify_poll(by=poll.opened_by, poll=poll, at=later())
    assert SealedBallot.objects.exists()


def test_certifying_that_died_after_the_key_was_gone_can_be_done_again(voted):
    poll = counted(voted[0])
    keystore.destroy(poll_key_name(poll.pk))
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
