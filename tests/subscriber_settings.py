"""The platform's own settings with the tests' subscriber, for processes that tests start."""

from datetime import timedelta

from coopservices.settings import *  # noqa: F403

CELERY_IMPORTS = ["tests.subscriber"]
EVENT_SUBSCRIBERS = {"tests.happened": ["tests.subscriber.hear"], "tests.dragged": ["tests.subscriber.hear_slowly"]}
CELERY_BEAT_SCHEDULE = {
    "deliver": {
        "task": "coopservices.tasks.deliver_events",
        "schedule": timedelta(seconds=2),
        "options": {"expires": 2},
    }
}
