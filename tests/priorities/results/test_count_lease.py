"""One worker counts a poll at a time, and one job for it waits at most."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from time import monotonic, sleep

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from priorities import tasks
from priorities.engines.keys import lease_id
from priorities.models import Result
from priorities.results.actions.lease import count_lease, is_being_counted, may_queue
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

on_postgresql = pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
    reason="Several workers need PostgreSQL: set DATABASE_URL.",
)


@pytest.fixture
def poll():
    poll = make.an_open_poll()
    make.close_early(poll, reason="For the test", at=timezone.now())
    return poll


@pytest.fixture
def another_worker():
    """Call it to have another worker hold a poll; call what it returns to have that worker die."""
    with ThreadPoolExecutor(1) as worker, ExitStack() as stack:

        def hold(poll):
            holds, dies = Event(), Event()
            stack.callback(dies.set)

            def work():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [lease_id(poll.pk)])
                holds.set()
                dies.wait(timeout=30)
                connection.close()  # and never unlocks

            working = worker.submit(work)
            assert holds.wait(timeout=30)
            return lambda: (dies.set(), working.result(timeout=30))

        yield hold


def test_beat_queues_one_job_for_a_poll_however_often_it_asks(poll, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks.count_poll, "delay", queued.append)
    other = make.an_open_poll()
    make.close_early(other, reason="For the test", at=timezone.now())
    for _ in range(3):
        tasks.count_polls_left_behind()
    assert sorted(queued) == sorted([str(poll.pk), str(other.pk)])


def test_a_job_that_begins_makes_room_for_another(poll):
    assert may_queue(poll=poll.pk)
    assert not may_queue(poll=poll.pk)
    with count_lease(poll=poll.pk) as is_ours:
        assert is_ours
    assert may_queue(poll=poll.pk)


@on_postgresql
def test_a_poll_that_another_worker_counts_is_left_to_it_until_that_worker_dies(
    poll, another_worker
):
    let_it_die = another_worker(poll)
    assert is_being_counted(poll=poll.pk)
    assert not may_queue(poll=poll.pk)
    tasks.count_poll(str(poll.pk))
    assert not Result.objects.exists()

    let_it_die()
    until = monotonic() + 30  # the server notices in its own time
    while is_being_counted(poll=poll.pk) and monotonic() < until:
        sleep(0.05)
    assert not is_being_counted(poll=poll.pk)
    tasks.count_polls_left_behind()
    assert Result.objects.get().poll == poll


@on_postgresql
def test_the_lease_of_one_poll_holds_no_other_back(poll, another_worker):
    other = make.an_open_poll()
    make.close_early(other, reason="For the test", at=timezone.now())
    another_worker(poll)
    assert not is_being_counted(poll=other.pk)
    tasks.count_poll(str(other.pk))
    assert Result.objects.get().poll == other
