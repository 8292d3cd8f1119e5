"""The outbox: recorded with the change, delivered at least once, ten changes to one subject as one job."""

import pytest
from django.db import transaction

from coopservices import events
from coopservices.celery import app
from coopservices.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(settings):
    """A subscriber of our own, and what it heard."""
    subjects: list[str] = []

    @app.task(name="tests.hear")
    def hear(subject_id):
        if subject_id == "broken":
            raise ConnectionError
        subjects.append(subject_id)

    settings.EVENT_SUBSCRIBERS = {"tests.happened": ["tests.hear"]}
    yield subjects
    app.tasks.unregister("tests.hear")


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


def test_what_nobody_named_cannot_be_recorded(heard, now):
    with pytest.raises(events.UnknownEvent):
        events.record("tests.typo", subject_id=1, at=now)
    assert not Event.objects.exists()
