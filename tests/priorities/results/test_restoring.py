"""Polls after a restore: what was published is noted outside the database, and an older database
follows it. The older database is made by taking back what the later one has.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from coopservices.dates import moment
from coopservices.models import Event
from coopservices.outbox import events
from outcomes.models import Letter, NewsItem, Notification
from outcomes.notifications.actions import restoring as followers
from outcomes.notifications.actions.letters import make_letters
from outcomes.notifications.actions.telling import tell_followers
from participation.models import Invitation, Role
from participation.privacy.actions.restoring import put_people_right
from priorities.ballots.actions.casting import VotingClosed, cast_ballot
from priorities.models import ElectorAtClosing, LogEntry, Poll, Result, ResultLine, SealedBallot
from priorities.polls.actions.extending import extend_poll
from priorities.polls.actions.keys import destroy_poll_key, make_signing_key
from priorities.polls.queries.opening import problem_with_opening
from priorities.results.actions.certifying import CertifyRefused, certify_poll
from priorities.results.actions.counting import count_poll
from priorities.results.actions.noting import note_published
from priorities.results.actions.restoring import put_polls_right
from priorities.results.queries.notes import note_of, noted_bundle, noted_entries
from priorities.results.queries.opened_ballots import CountStopped
from tests import make

pytestmark = pytest.mark.django_db

BALLOTS = [["option-1"]] * 10 + [["option-2"]]


@pytest.fixture
def counted():
    poll = make.a_counted_poll(*BALLOTS)
    note_published()
    return poll


def put_back(poll, *, ballots=11):
    """As an older database has it: open, with so many of its ballots."""
    make.forget_the_count(poll)
    LogEntry.objects.filter(poll=poll.pk, kind=LogEntry.Kind.CLOSED).delete()
    ElectorAtClosing.objects.filter(poll=poll).delete()
    gone = SealedBallot.objects.filter(poll=poll).values_list("pk", flat=True)[ballots:]
    SealedBallot.objects.filter(pk__in=list(gone)).delete()
    Poll.objects.filter(pk=poll.pk).update(
        state=Poll.State.OPEN, closed_at=None, closed_early_because=""
    )
    return Poll.objects.get(pk=poll.pk)


def restored(poll):
    """What an operator is told; the backup was made an hour ago."""
    at = timezone.now()
    said = list(put_polls_right(backed_up_at=at - timedelta(hours=1), at=at))
    poll.refresh_from_db()
    return said


def test_what_is_published_is_noted_once_and_tells_no_more_than_is_public(counted, settings):
    entries = noted_entries()
    assert [each.kind for each in entries] == ["opened", "closed", "counted"]
    assert noted_bundle(counted.pk).exists()
    assert note_published() == 0
    noted = b"".join(path.read_bytes() for path in settings.PUBLISHED_DIR.iterdir())
    for ballot in SealedBallot.objects.all():
        for secret in (ballot.pseudonym, ballot.ciphertext):
            assert bytes(secret) not in noted
            assert bytes(secret).hex().encode() not in noted


def test_a_note_that_somebody_altered_is_no_note(counted):
    path = note_of(0)
    path.write_text(path.read_text().replace("opened", "closed"))
    assert [each.kind for each in noted_entries()] == ["closed", "counted"]


def test_a_published_result_is_published_again_to_the_byte(counted):
    was, log = make.published_bytes(counted), list(LogEntry.objects.values_list())
    lines = set(ResultLine.objects.values_list("position", "question", "tag"))
    put_back(counted, ballots=3)
    restored(counted)
    assert make.published_bytes(counted) == was
    assert set(ResultLine.objects.values_list("position", "question", "tag")) == lines
    assert list(LogEntry.objects.values_list()) == log
    assert counted.is_closed
    assert not counted.is_restored


def test_a_noted_result_that_does_not_hold_is_not_published(counted):
    path = noted_bundle(counted.pk)
    path.write_bytes(path.read_bytes().replace(b'"c":["option-1"]', b'"c":["option-2"]', 1))
    put_back(counted, ballots=3)
    restored(counted)
    assert not Result.objects.exists()
    with pytest.raises(CountStopped):
        count_poll(poll=counted, at=timezone.now())
    counted.refresh_from_db()
    assert counted.stop == Poll.Stop.RESTORED


def test_without_its_files_a_count_of_all_its_ballots_is_the_same_result(counted):
    was = make.published_bytes(counted)
    noted_bundle(counted.pk).unlink()
    put_back(counted)
    restored(counted)
    assert make.published_bytes(counted) == was


def test_voting_that_has_ended_stays_ended_and_says_what_may_be_missing(counted, client):
    for entry in noted_entries():
        if entry.kind == LogEntry.Kind.COUNTED:
            note_of(entry.n).unlink()
    ended_at = counted.closed_at
    put_back(counted, ballots=10)
    said = restored(counted)
    assert "1 vote may lack ballots" in said[0]
    assert (counted.is_closed, counted.closed_at, counted.is_restored) == (True, ended_at, True)
    voter = make.elector_of(make.a_voter(counted.round.council), counted)
    with pytest.raises(VotingClosed):
        cast_ballot(voter=voter, poll=counted, choices={"question-1": ["option-1"]})
    count_poll(poll=counted, at=timezone.now())
    page = client.get(f"/polls/{counted.pk}/vote/").content.decode()
    assert "Some votes may be missing" in page
    assert "If you voted then, look up your code" in page
    assert (
        "Some votes may be missing" in client.get(f"/polls/{counted.pk}/result/").content.decode()
    )


def test_people_who_were_given_longer_to_vote_have_it_again():
    poll = make.an_open_poll()
    colleague = make.a_person(poll.round.council, Role.OFFICER)
    announced, at = poll.closes_at, timezone.now()
    told = {"until": announced + timedelta(days=2), "reason": "A flood."}
    extend_poll(by=colleague, proposed_by=poll.opened_by, poll=poll, at=at, **told)
    note_published()
    was = LogEntry.objects.filter(kind="extended").values().get()
    LogEntry.objects.filter(kind="extended").delete()
    Poll.objects.update(closes_at=announced, extended_because="", extension_mac=None)
    restored(poll)
    assert (poll.closes_at, poll.extended_because) == (told["until"], "A flood.")
    assert LogEntry.objects.filter(kind="extended").values().get() == was
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    cast_ballot(voter=voter, poll=poll, choices={"question-1": ["option-1"]})


def test_whose_vote_is_missing_has_all_the_time_to_say_so(counted):
    for entry in noted_entries():
        if entry.kind == LogEntry.Kind.COUNTED:
            note_of(entry.n).unlink()
    put_back(counted)
    restored(counted)
    count_poll(poll=counted, at=timezone.now())
    assert counted.restored_at > counted.closed_at
    assert counted.challenges_end_at == counted.restored_at + timedelta(days=3)
    with pytest.raises(CertifyRefused):
        certify_poll(by=None, poll=counted, at=counted.restored_at + timedelta(days=2))
    certify_poll(by=None, poll=counted, at=counted.restored_at + timedelta(days=3))


def test_in_an_open_poll_people_are_asked_to_vote_again(client):
    poll = make.an_open_poll()
    page = client.get(f"/polls/{poll.pk}/vote/").content.decode()
    assert "Some votes may be missing" not in page
    restored(poll)
    page = client.get(f"/polls/{poll.pk}/vote/").content.decode()
    assert "Some votes may be missing" in page
    assert "please vote again" in page
    voter = make.elector_of(make.a_voter(poll.round.council), poll)
    cast_ballot(voter=voter, poll=poll, choices={"question-1": ["option-1"]})


def test_a_vote_that_ended_before_the_backup_says_nothing(client):
    poll = make.a_counted_poll(*BALLOTS)
    note_published()
    restored(poll)
    assert not poll.is_restored
    assert "may be missing" not in client.get(f"/polls/{poll.pk}/vote/").content.decode()


def test_a_key_that_was_destroyed_stays_so_and_the_result_is_final_again(counted):
    destroy_poll_key(poll=counted)
    Poll.objects.update(challenge_days=0)
    put_back(counted, ballots=3)
    restored(counted)
    assert counted.is_certified
    assert not SealedBallot.objects.exists()
    assert Result.objects.get().poll == counted


def test_a_poll_whose_key_is_gone_takes_no_ballot_even_if_nothing_is_noted(counted, settings):
    destroy_poll_key(poll=counted)
    for path in settings.PUBLISHED_DIR.iterdir():
        path.unlink()
    put_back(counted, ballots=3)
    restored(counted)
    assert counted.is_closed


def test_a_vote_that_began_after_the_backup_cannot_begin_again():
    poll = make.an_open_poll()
    note_published()
    LogEntry.objects.all().delete()
    Poll.objects.update(state=Poll.State.DRAFT, opened_at=None, definition="", key_check=None)
    said = restored(poll)
    assert "1 vote began after the backup" in said[0]
    assert "cannot be opened a second time" in problem_with_opening(poll, timezone.now())
    assert LogEntry.objects.get().kind == LogEntry.Kind.OPENED


@pytest.mark.parametrize("how", ["a draft again", "gone"])
def test_the_address_of_a_vote_that_is_lost_says_so_to_everybody(client, how):
    poll = make.an_open_poll()
    note_published()
    LogEntry.objects.all().delete()
    if how == "gone":
        Poll.objects.all().delete()
    else:
        Poll.objects.update(state=Poll.State.DRAFT, opened_at=None, definition="", key_check=None)
    at = timezone.now()
    list(put_polls_right(backed_up_at=at - timedelta(hours=1), at=at))
    address = reverse("vote", args=[poll.pk])
    answer = client.get(address)
    assert answer.status_code == 410
    assert "This vote was lost" in answer.content.decode()
    assert f"It began on {moment(poll.opened_at)}" in answer.content.decode()
    assert client.get(reverse("vote", args=[uuid4()])).status_code == 404


def test_a_lost_vote_of_another_council_is_not_found_here(client):
    poll = make.an_open_poll()
    make_signing_key(council=make.a_council(host="testserver"))
    Poll.objects.all().delete()
    assert client.get(reverse("vote", args=[poll.pk])).status_code == 404


def test_a_restore_carried_out_twice_does_nothing_more(counted):
    put_back(counted, ballots=3)
    restored(counted)
    log = list(LogEntry.objects.values_list())
    restored(counted)
    assert list(LogEntry.objects.values_list()) == log


# --- Letters --------------------------------------------------------------------------------------


def test_no_letter_that_waited_at_the_backup_goes_out_again():
    council, at = make.a_council(), timezone.now()
    before = at - timedelta(hours=1)
    round_ = make.a_round(make.a_sector(council), at=before)
    follow = make.a_follow(council, email="ada@example.org", round=round_)
    facts = {"subscriber": follow.subscriber, "made_at": before, "due_at": before}
    Letter.objects.create(kind="reminder", **facts)
    about = {"happened_at": before, "due_at": before, "round": round_}
    NewsItem.objects.create(council=council, code="poll_opened", key="1", **about)
    officer = make.a_person(council, Role.OFFICER)
    told = {"invited_at": before, "expires_at": at + timedelta(days=9), "invited_by": officer}
    Invitation.objects.create(council=council, email="bo@example.org", role="officer", **told)
    events.record("participation.second_factors_reset", subject_id="1:2", at=before)

    list(put_people_right(backed_up_at=at - timedelta(minutes=1), at=at))
    list(followers.hold_letters(backed_up_at=at - timedelta(minutes=1), at=at))
    assert not Letter.objects.unsent().exists()
    assert not Invitation.objects.unsent().exists()
    assert not Event.objects.pending().filter(name="participation.second_factors_reset").exists()
    assert Notification.objects.get().subscriber == follow.subscriber  # on their pages
    assert make_letters(at=at + timedelta(days=8)) == 0

    NewsItem.objects.create(council=council, code="poll_opened", key="2", **about | {"due_at": at})
    tell_followers(at=at + timedelta(hours=1))
    assert make_letters(at=at + timedelta(hours=1)) == 1  # what comes is told
