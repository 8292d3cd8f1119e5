"""A count that many workers share: the same bytes in however many parts, whoever dies at whichever
step, and nothing readable in between.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib import import_module
from threading import Event
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from coopservices.outbox.models import Event as Recorded
from participation.models import Role
from priorities import tasks
from priorities.ballots.actions.casting import cast_ballot
from priorities.engines.sealing.count_parts import SUMMARY, PartSeal
from priorities.engines.sealing.seal import SealBroken
from priorities.models import CountPart, CountPiece, ElectorAtClosing, Poll, Result, SealedBallot
from priorities.polls.queries.electors_at_closing import electors_in_parts
from priorities.results.actions import opening_ballots
from priorities.results.actions.counting import count_poll
from priorities.results.queries.opened_ballots import CountStopped, opened_to_count
from priorities.results.queries.piles import progress_of
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

on_postgresql = pytest.mark.skipif(
    not django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
    reason="Several workers need PostgreSQL: set DATABASE_URL.",
)
QUESTION = "question-1"
VOTES = [["option-1"]] * 5 + [["option-2", "option-3"]] * 4 + [[]] * 2 + [["option-3"]]
OF_NOBODY = {
    "pseudonym": b"p" * 32,
    "receipt_index": b"r" * 32,
    "nonce": bytes(12),
    "ciphertext": bytes(272),
}


class Killed(BaseException):
    """What a worker that is killed would leave behind."""


def a_closed_poll(**facts) -> Poll:
    poll = make.an_open_poll(smallest_group=1, **facts)
    for choice in VOTES:
        voter = make.elector_of(make.a_voter(poll.round.council), poll)
        cast_ballot(voter=voter, poll=poll, choices={QUESTION: choice})
    for _ in range(3):  # who do not vote
        make.elector_of(make.a_voter(poll.round.council), poll)
    return make.close_early(poll, reason="The test.", at=timezone.now())


@pytest.fixture
def poll():
    return a_closed_poll()


def opened(poll, *, at_most=None):
    """Plan the count of a poll, and open so many of its parts, or all."""
    opening_ballots.plan_parts(opened=opened_to_count(poll.pk), at=timezone.now())
    for part in CountPart.objects.filter(poll=poll)[:at_most]:
        tasks.open_part(str(part.pk))


# --- The same bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", Poll.ReceiptMode)
def test_the_bytes_are_the_same_in_however_many_parts(mode, settings):
    poll = a_closed_poll(receipt_mode=mode)
    whole = make.published_bytes(poll)
    assert len(whole.splitlines()) == 2 + len(VOTES) * (1 if mode == "content" else 2)
    for size in (1, 4, 7, 1000):
        make.forget_the_count(poll)
        settings.BALLOTS_AT_ONCE = size
        assert make.published_bytes(poll) == whole, size
        assert not CountPart.objects.exists()
        assert not CountPiece.objects.exists()


def test_what_others_opened_is_not_opened_again_and_makes_the_same_bytes(
    poll, settings, monkeypatch
):
    whole = make.published_bytes(poll)
    make.forget_the_count(poll)
    settings.BALLOTS_AT_ONCE = 4
    opened(poll)
    assert CountPart.objects.waiting().count() == 0
    sealed = list(CountPart.objects.values_list("sealed", flat=True))
    tasks.open_part(str(CountPart.objects.first().pk))
    assert list(CountPart.objects.values_list("sealed", flat=True)) == sealed
    monkeypatch.setattr(opening_ballots, "opened_part", None)  # nothing is left to open
    assert make.published_bytes(poll) == whole


def test_help_is_asked_for_each_part_and_comes_too_late_without_harm(poll, settings):
    settings.BALLOTS_AT_ONCE = 4
    count_poll(poll=poll, at=timezone.now())
    asked = list(Recorded.objects.filter(name="priorities.part_planned"))
    assert len(asked) == 4
    for event in asked:
        tasks.open_part(event.subject_id)
    assert not CountPart.objects.exists()


def test_who_counts_alone_never_waits_for_others(poll, settings, monkeypatch):
    settings.BALLOTS_AT_ONCE = 4
    monkeypatch.setattr(opening_ballots, "sleep", lambda _: pytest.fail("waited for nobody"))
    assert count_poll(poll=poll, at=timezone.now()).poll == poll


def test_a_small_poll_is_opened_in_one_job_and_stores_nothing_before_its_result(poll):
    count_poll(poll=poll, at=timezone.now())
    assert not Recorded.objects.filter(name="priorities.part_planned").exists()
    assert not opening_ballots.plan_parts(opened=opened_to_count(poll.pk), at=timezone.now())


@pytest.mark.parametrize("most", [1, 2, 7, 15, 16])
def test_parts_are_about_the_same_size_and_hold_every_elector_once(poll, most):
    parts = electors_in_parts(poll.pk, most)
    everybody = sorted(ElectorAtClosing.objects.values_list("elector", flat=True))
    assert len(everybody) == len(VOTES) + 3
    found = [
        [each for each in everybody if part.first <= each and (not part.end or each < part.end)]
        for part in parts
    ]
    assert [each for part in found for each in part] == everybody
    assert max(map(len, found)) <= most
    assert max(map(len, found)) - min(map(len, found)) <= 1


# --- Killed ---------------------------------------------------------------------------------------

OPENING = "priorities.results.actions.opening_ballots"
COUNTING = "priorities.results.actions.counting"
STEPS = [  # the function, at which call of it, and whether before or after it has done its work
    (f"{COUNTING}.council_signature_key", 1, "after"),
    (f"{OPENING}.electors_in_parts", 1, "after"),
    (f"{OPENING}.plan_parts", 1, "after"),
    (f"{OPENING}.opened_part", 1, "before"),
    (f"{OPENING}.opened_part", 2, "after"),
    (f"{OPENING}.written_summary", 3, "before"),
    (f"{OPENING}._open_one", 1, "after"),
    (f"{OPENING}._open_one", 4, "after"),
    (f"{OPENING}.pile_in_parts", 1, "after"),
    (f"{COUNTING}.write_lines", 1, "before"),
    ("priorities.results.actions.lines._some_lines", 2, "before"),
    (f"{COUNTING}.write_lines", 1, "after"),
    (f"{COUNTING}.publication_of", 1, "after"),
    (f"{COUNTING}.verifier", 1, "after"),
    (f"{COUNTING}.forget_parts", 1, "after"),
    (f"{COUNTING}.append_to_log", 1, "after"),
    (f"{COUNTING}.resume_poll", 1, "after"),
    (f"{COUNTING}.publish", 1, "after"),
]


def die_at(monkeypatch, path, call, when):
    module, _, name = path.rpartition(".")
    work, calls = getattr(import_module(module), name), []

    def dying(*args, **facts):
        calls.append(name)
        if len(calls) == call and when == "before":
            raise Killed
        done = work(*args, **facts)
        if len(calls) == call:
            raise Killed
        return done

    monkeypatch.setattr(f"{module}.{name}", dying)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0].rpartition('.')[2]}-{step[1:]}")
def test_a_count_killed_at_any_step_is_done_again_with_the_same_bytes(poll, step, settings):
    settings.BALLOTS_AT_ONCE = 4
    whole = make.published_bytes(poll)
    make.forget_the_count(poll)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("priorities.results.actions.lines._AT_ONCE", 5)
        die_at(patch, *step)
        with pytest.raises(Killed):
            tasks.count_poll(str(poll.pk))
    is_published = step[0].endswith("publish")
    assert Result.objects.exists() == is_published
    tasks.count_polls_left_behind()
    assert make.published_bytes(poll) == whole
    assert not CountPart.objects.exists()


@on_postgresql
def test_a_part_that_another_holds_is_left_to_it_and_taken_when_it_dies(poll, settings):
    settings.BALLOTS_AT_ONCE = 4
    opened(poll, at_most=0)
    holds, dies = Event(), Event()

    def hold():
        with pytest.raises(Killed), transaction.atomic():
            part = CountPart.objects.waiting().claimed_by_us().first()
            holds.set()
            dies.wait(timeout=30)
            assert part is not None
            raise Killed
        connection.close()

    with ThreadPoolExecutor(2) as workers, ExitStack() as stack:
        stack.callback(dies.set)
        holding = workers.submit(hold)
        assert holds.wait(timeout=30)
        counting = workers.submit(in_a_worker, poll)
        while CountPart.objects.opened().count() < 3:
            assert not counting.done()
        assert not Result.objects.exists()
        dies.set()
        holding.result(timeout=30)
        counting.result(timeout=30)
    first = make.published_bytes(poll)
    make.forget_the_count(poll)
    assert make.published_bytes(poll) == first


def in_a_worker(poll):
    try:
        return count_poll(poll=Poll.objects.get(pk=poll.pk), at=timezone.now())
    finally:
        connection.close()


@on_postgresql
@pytest.mark.parametrize("again", range(3))
def test_two_that_count_at_once_without_a_lease_publish_once(poll, settings, again):
    settings.BALLOTS_AT_ONCE = 2
    with ThreadPoolExecutor(3) as workers:
        results = list(workers.map(in_a_worker, [poll] * 3))
    assert len({result.manifest for result in results}) == 1
    poll.refresh_from_db()
    assert (Result.objects.count(), poll.stop) == (1, "")
    first = make.published_bytes(poll)
    make.forget_the_count(poll)
    settings.BALLOTS_AT_ONCE = 1000
    assert make.published_bytes(poll) == first


# --- What stops it --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    ("fault", "stop"),
    [
        (lambda poll: SealedBallot.objects.create(poll=poll, **OF_NOBODY), "seal"),
        (lambda poll: _one_who_voted(poll).delete(), "no-elector"),
        (lambda poll: _one_who_voted(poll).update(mac=bytes(32)), "forged-elector"),
    ],
    ids=["garbage", "nobody", "forged"],
)
def test_what_is_broken_stops_a_count_with_its_code_in_whatever_part_it_is(
    poll, settings, size, fault, stop
):
    settings.BALLOTS_AT_ONCE = size
    fault(poll)
    with pytest.raises(CountStopped):
        count_poll(poll=poll, at=timezone.now())
    poll.refresh_from_db()
    assert poll.stop == stop
    assert not Result.objects.exists()
    assert not CountPart.objects.exists(), "or what was mended would never be looked at"


def _one_who_voted(poll):
    """The frozen row of an elector who has a ballot."""
    found = opened_to_count(poll.pk)
    electors = next(
        each
        for each in electors_in_parts(poll.pk, 1)
        if opening_ballots.opened_part(found, each).ballots
    )
    return ElectorAtClosing.objects.filter(elector=electors.first)


@pytest.mark.parametrize("harm", ["gone", "altered", "moved"])
def test_a_piece_that_was_tampered_with_is_never_published(poll, settings, harm):
    whole = make.published_bytes(poll)
    make.forget_the_count(poll)
    settings.BALLOTS_AT_ONCE = 4
    opened(poll)
    piece, other = CountPiece.objects.order_by("part__number")[:2]
    if harm == "gone":
        piece.delete()
    else:
        sealed = bytes(other.sealed) if harm == "moved" else bytes(piece.sealed)[:-1] + b"?"
        CountPiece.objects.filter(pk=piece.pk).update(sealed=sealed)
    with pytest.raises(CountStopped):
        count_poll(poll=poll, at=timezone.now())
    assert not Result.objects.exists()
    assert make.published_bytes(poll) == whole, "it begins again from the sealed ballots"


def test_a_ballot_that_vanishes_while_others_are_opened_stops_the_count(poll, settings):
    settings.BALLOTS_AT_ONCE = 4
    opened(poll)
    SealedBallot.objects.first().delete()
    with pytest.raises(CountStopped, match="altered while"):
        count_poll(poll=poll, at=timezone.now())
    assert not Result.objects.exists()


# --- What it shows --------------------------------------------------------------------------------


def test_what_is_stored_between_opening_and_publishing_is_sealed(poll, settings):
    settings.BALLOTS_AT_ONCE = 4
    opened(poll)
    stored = b"".join(
        bytes(each)
        for rows in (CountPart, CountPiece)
        for each in rows.objects.values_list("sealed", flat=True)
    )
    assert len(stored) > len(VOTES) * 50
    for readable in (b"option", b"email", b"web", poll.pk.hex.encode()):
        assert readable not in stored
    events = Recorded.objects.filter(name="priorities.part_planned")
    assert {event.subject_id for event in events} == {
        str(pk) for pk in CountPart.objects.values_list("pk", flat=True)
    }


def test_a_piece_opens_in_its_own_place_and_nowhere_else():
    key, poll = bytes(32), uuid4()
    sealed = PartSeal(key, poll, 0).seal(SUMMARY, b"told", bytes(12))
    assert PartSeal(key, poll, 0).unseal(SUMMARY, sealed) == b"told"
    elsewhere = [
        (PartSeal(key, poll, 0), SUMMARY + 1),
        (PartSeal(key, poll, 1), SUMMARY),
        (PartSeal(key, uuid4(), 0), SUMMARY),
        (PartSeal(bytes(31) + b"1", poll, 0), SUMMARY),
    ]
    for seal, place in elsewhere:
        with pytest.raises(SealBroken):
            seal.unseal(place, sealed)


def test_officers_see_how_far_the_count_is_and_nobody_else_does(poll, settings, client):
    settings.BALLOTS_AT_ONCE = 4
    page = reverse("poll_result", args=[poll.pk])
    host = {"headers": {"host": poll.round.council.host}} if poll.round.council.host else {}
    opened(poll, at_most=2)
    done = sum(CountPart.objects.opened().values_list("ballots", flat=True))
    words = f"Opened {done} of {len(VOTES)} ballots."
    told = client.get(page, **host).content.decode()
    assert "are being counted" in told
    assert "Opened" not in told
    client.force_login(make.a_person(poll.round.council, Role.OFFICER))
    told = client.get(page, **host).content.decode()
    assert words in told
    assert '<meta http-equiv="refresh" content="10">' in told
    count_poll(poll=poll, at=timezone.now())
    assert "Opened" not in client.get(page, **host).content.decode()


def test_no_number_is_told_of_a_count_of_few(poll, settings):
    settings.BALLOTS_AT_ONCE = 4
    opened(poll, at_most=2)
    poll.smallest_group = len(VOTES)
    assert progress_of(poll).ballots == len(VOTES)
    poll.smallest_group = len(VOTES) + 1
    assert progress_of(poll) is None


def test_the_tally_is_of_every_part(poll, settings):
    settings.BALLOTS_AT_ONCE = 1
    told = json.loads(count_poll(poll=poll, at=timezone.now()).manifest)
    score = told["result"][QUESTION]["score"]
    assert (told["ballots"], score) == (12, {"option-1": 5, "option-2": 4, "option-3": 5})
