"""Real threads with real connections: one elector has one ballot, and no acknowledged ballot misses
the count.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from coopservices.models import Event as Happened
from participation.models import Role
from priorities.ballots.actions import ballot_box
from priorities.ballots.actions.casting import VotingClosed, cast_ballot, withdraw_ballot
from priorities.ballots.queries.held_ballot import held_ballot
from priorities.models import LogEntry, Poll, Result, ResultLine, SealedBallot
from priorities.polls.actions.closing import close_due_polls
from priorities.polls.queries.polls import opened_poll
from priorities.results.actions.certifying import certify_due_polls
from priorities.results.actions.counting import count_poll
from priorities.results.actions.joint_decisions import confirm_decision, propose_decision
from priorities.results.queries.receipts import find_by_receipt
from priorities.results.queries.results import result_of
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
on_postgresql = pytest.mark.skipif(
    not IS_POSTGRESQL, reason="Many writers at once need PostgreSQL: set DATABASE_URL."
)
QUESTION = "question-1"
ENTRIES = 3  # in the log, of a poll that opened, closed and was counted
OPTIONS = ("option-1", "option-2", "option-3")


def at_once(jobs):
    """Run every job in a thread and a connection of its own, all starting together; return what
    they returned.
    """
    start = Barrier(len(jobs))

    def run(job):
        start.wait(timeout=30)
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs, timeout=300))


def cast(voter, poll, option):
    return cast_ballot(voter=make.elector_of(voter, poll), poll=poll, choices={QUESTION: [option]})


@on_postgresql
def test_sixteen_clients_voting_three_hundred_times_as_one_elector_leave_one_ballot():
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)

    def client(number):
        return lambda: [cast(voter, poll, OPTIONS[(number + n) % 3]).code for n in range(300)]

    codes = [code for codes in at_once([client(number) for number in range(16)]) for code in codes]
    assert len(set(codes)) == 16 * 300
    assert SealedBallot.objects.count() == 1
    assert held_ballot(make.elector_of(voter, poll), opened_poll(poll.pk)).code in codes


@on_postgresql
def test_a_close_in_the_middle_of_five_hundred_casts_loses_no_acknowledged_ballot():
    poll = make.an_open_poll()
    voters = [make.a_voter(poll.round.council) for _ in range(500)]
    under_way = Event()
    acknowledged = []

    def client(number):
        def vote():
            for voter in voters[number::8]:
                try:
                    acknowledged.append(cast(voter, poll, OPTIONS[number % 3]).code)
                except VotingClosed:
                    return
                if len(acknowledged) >= 150:
                    under_way.set()

        return vote

    def officer():
        under_way.wait(timeout=60)
        make.close_early(poll, reason="In the middle of it all", at=timezone.now())

    at_once([*(client(number) for number in range(8)), officer])
    assert 150 <= len(acknowledged) < 500
    poll = Poll.objects.get(pk=poll.pk)
    count_poll(poll=poll, at=timezone.now())
    assert result_of(poll).ballots == len(acknowledged)
    assert all(find_by_receipt(poll, code) for code in acknowledged)


def apart(job):
    """Start the job in a connection of its own, and wait until it has ended or stands before a
    poll's lock.
    """
    pool = ThreadPoolExecutor(1)
    started = pool.submit(lambda: at_once([job])[0])
    pool.shutdown(wait=False)
    while not started.done() and not _somebody_waits():
        sleep(0.01)
    return started


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0]


@on_postgresql
def test_a_vote_cast_while_the_poll_is_being_closed_waits_and_is_told_so():
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)
    with transaction.atomic():
        make.close_early(poll, reason="For the test", at=timezone.now())
        vote = apart(lambda: cast(voter, poll, "option-1"))
        assert not vote.done()
    with pytest.raises(VotingClosed):
        vote.result(timeout=30)
    assert not SealedBallot.objects.exists()


@on_postgresql
def test_a_vote_that_waited_for_the_closing_believes_the_log_and_not_the_row():
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)
    with transaction.atomic():
        make.close_early(poll, reason="For the test", at=timezone.now())
        Poll.objects.update(state=Poll.State.OPEN, closed_at=None)
        vote = apart(lambda: cast(voter, poll, "option-1"))
        assert not vote.done()
    with pytest.raises(VotingClosed):
        vote.result(timeout=30)
    assert not SealedBallot.objects.exists()


@on_postgresql
def test_a_certifying_that_waited_while_two_people_put_it_off_is_refused():
    poll = make.a_counted_poll(challenge_days=0)
    colleague = make.a_person(poll.round.council, Role.OFFICER)
    proposal = propose_decision(
        by=poll.opened_by, poll=poll, kind="pause", reason="Wait", at=timezone.now()
    )
    with transaction.atomic():
        confirm_decision(by=colleague, decision=proposal, at=timezone.now())
        certifying = apart(lambda: certify_due_polls(at=timezone.now()))
        assert not certifying.done()
    assert certifying.result(timeout=30) == 0
    poll.refresh_from_db()
    assert (poll.is_certified, poll.stop) == (False, "")


def test_two_certifying_jobs_at_once_certify_once():
    make.a_counted_poll(challenge_days=0)
    at_once([lambda: certify_due_polls(at=timezone.now())] * 3)
    assert Poll.objects.get().is_certified
    assert Happened.objects.filter(name="priorities.poll_certified").count() == 1


@on_postgresql
def test_a_withdrawal_while_the_poll_is_being_closed_waits_and_is_told_so():
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)
    cast(voter, poll, "option-1")
    with transaction.atomic():
        make.close_early(poll, reason="For the test", at=timezone.now())
        withdrawal = apart(lambda: withdraw_ballot(voter=make.elector_of(voter, poll), poll=poll))
        assert not withdrawal.done()
    with pytest.raises(VotingClosed):
        withdrawal.result(timeout=30)
    assert SealedBallot.objects.count() == 1


@on_postgresql
def test_a_close_waits_for_the_vote_that_is_on_its_way():
    poll = make.an_open_poll()
    with transaction.atomic():
        assert ballot_box.is_open(
            poll=opened_poll(poll.pk)
        )  # with the lock that every vote holds until it is stored
        closing = apart(lambda: make.close_early(poll, reason="For the test", at=timezone.now()))
        assert not closing.done()
        assert ballot_box.is_open(poll=opened_poll(poll.pk))
    closing.result(timeout=30)
    assert not ballot_box.is_open(poll=opened_poll(poll.pk))


@on_postgresql
def test_sixty_four_first_time_voters_at_the_same_moment_are_all_counted():
    poll = make.an_open_poll()
    voters = [make.a_voter(poll.round.council) for _ in range(64)]
    at_once([lambda voter=voter: cast(voter, poll, "option-1") for voter in voters])
    assert SealedBallot.objects.count() == 64


def test_one_first_time_voter_in_several_tabs_is_one_elector():
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)
    at_once([lambda: cast(voter, poll, "option-1")] * 5)
    assert SealedBallot.objects.count() == 1


def test_five_writers_lose_nothing():
    poll = make.an_open_poll()
    voters = [make.a_voter(poll.round.council) for _ in range(50)]

    def client(number):
        return lambda: [cast(voter, poll, "option-1").code for voter in voters[number::5]]

    codes = [code for codes in at_once([client(number) for number in range(5)]) for code in codes]
    assert len(set(codes)) == SealedBallot.objects.count() == 50


def test_two_counts_at_once_publish_one_result():
    poll = make.an_open_poll()
    for _ in range(12):
        cast(make.a_voter(poll.round.council), poll, "option-2")
    make.close_early(poll, reason="For the test", at=timezone.now())
    results = at_once([lambda: count_poll(poll=poll, at=timezone.now())] * 3)
    assert len({result.manifest for result in results}) == 1
    assert (Result.objects.count(), _counted_entries(), ResultLine.objects.count()) == (
        1,
        1,
        12,
    )


def _counted_entries():
    return LogEntry.objects.filter(kind=LogEntry.Kind.COUNTED).count()


def test_polls_counted_at_once_stand_in_the_log_one_after_the_other():
    polls = [make.an_open_poll() for _ in range(4)]
    for poll in polls:
        make.close_early(poll, reason="For the test", at=timezone.now())
    at_once([lambda poll=poll: count_poll(poll=poll, at=timezone.now()) for poll in polls])
    assert list(LogEntry.objects.values_list("n", flat=True)) == list(range(len(polls) * ENTRIES))


def test_two_closing_jobs_at_once_close_once():
    poll = make.an_open_poll()
    now = timezone.now()
    Poll.objects.update(closes_at=now, opened_at=now)
    at_once([lambda: close_due_polls(at=timezone.now())] * 3)
    poll.refresh_from_db()
    assert poll.closed_at == now


def test_a_vote_inside_another_transaction_is_not_taken():
    poll = make.an_open_poll()
    voter = make.a_voter(poll.round.council)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        cast(voter, poll, "option-1")
    assert not SealedBallot.objects.exists()


def test_two_voters_never_share_a_code_though_their_browsers_drew_the_same():
    poll = make.an_open_poll()
    voters = [make.a_voter(poll.round.council) for _ in range(2)]
    choices = {QUESTION: ["option-1"]}
    first, second = (
        cast_ballot(voter=voter, poll=poll, choices=choices, receipt_secret=bytes(range(16))).code
        for voter in (make.elector_of(each, poll) for each in voters)
    )
    assert first != second
    assert SealedBallot.objects.count() == 2
