"""The outbox: recorded with the change, delivered at least once, ten changes to one subject as one
job.
"""

from datetime import timedelta

import pytest
from django.conf import settings as our_settings
from django.db import transaction

from coopservices.celery import app
from coopservices.models import Event
from coopservices.outbox import events

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(settings):
    """A subscriber of our own, and what it heard. It stands for a broker that refuses when the
    subject is "broken".
    """
    subjects: list[str] = []

    @app.task(name="tests.hear")
    def hear(subject_id):
        if subject_id == "broken":
            raise ConnectionError
        subjects.append(subject_id)

    settings.EVENT_SUBSCRIBERS = {"tests.happened": ["tests.hear"]}
    yield subjects
    app.tasks.unregister("tests.hear")


def test_every_subscriber_named_in_the_settings_is_a_task():
    app.loader.import_default_modules()
    named = {task for tasks in our_settings.EVENT_SUBSCRIBERS.values() for task in tasks}
    named |= {entry["task"] for entry in our_settings.CELERY_BEAT_SCHEDULE.values()}
    missing = named - set(app.tasks)
    assert not missing


def test_an_event_of_a_change_that_failed_is_not_told(heard, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.record("tests.happened", subject_id=1, at=now)
        1 / 0  # noqa: B018
    assert events.deliver(at=now) == 0
    assert heard == []


def test_ten_changes_to_one_subject_are_one_job_oldest_first(heard, now):
    for subject in (7, *[3] * 10):
        events.record("tests.happened", subject_id=subject, at=now)
    assert events.deliver(at=now) == 11
    assert heard == ["7", "3"]
    assert events.deliver(at=now) == 0


def test_more_than_a_batch_is_delivered_batch_by_batch(heard, now):
    subjects = [str(n) for n in range(events.BATCH + 1)]
    for subject in subjects:
        events.record("tests.happened", subject_id=subject, at=now)
    assert [events.deliver(at=now) for _ in range(3)] == [events.BATCH, 1, 0]
    assert heard == subjects


def test_when_the_broker_refuses_everything_waits_and_is_told_again(heard, now):
    events.record("tests.happened", subject_id="early", at=now)
    late = Event.objects.create(name="tests.happened", subject_id="broken", happened_at=now)
    with pytest.raises(ConnectionError):
        events.deliver(at=now)
    assert events.waiting() == 2

    late.subject_id = "mended"
    late.save()
    assert events.deliver(at=now) == 2
    assert heard == ["early", "early", "mended"]


def test_what_nobody_named_cannot_be_recorded(heard, now):
    with pytest.raises(events.UnknownEvent):
        events.record("tests.typo", subject_id=1, at=now)
    assert not Event.objects.exists()


def test_an_event_that_an_older_release_recorded_holds_nobody_up(heard, now):
    Event.objects.create(name="tests.no_longer_known", subject_id="1", happened_at=now)
    events.record("tests.happened", subject_id=2, at=now)
    assert events.deliver(at=now) == 2
    assert heard == ["2"]


def test_only_what_was_delivered_long_ago_is_forgotten(heard, now):
    week = timedelta(days=7)
    for subject, delivered_at in (("old", now - 2 * week), ("fresh", now), ("waiting", None)):
        Event.objects.create(
            name="tests.happened",
            subject_id=subject,
            happened_at=now - 3 * week,
            delivered_at=delivered_at,
        )
    assert events.forget_delivered(before=now - week) == 1
    assert set(Event.objects.values_list("subject_id", flat=True)) == {"fresh", "waiting"}
