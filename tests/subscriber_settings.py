"""The platform's own settings with the tests' subscriber, for processes that tests and drills
start.

What takes a quarter of a minute or ten minutes in production takes seconds here.
"""

from datetime import timedelta

from coopservices.settings import *  # noqa: F403
from coopservices.settings import CELERY_BROKER_TRANSPORT_OPTIONS, REDIS_URL

CELERY_IMPORTS = ["tests.subscriber"]
EVENT_SUBSCRIBERS = {
    "tests.happened": ["tests.subscriber.hear"],
    "tests.dragged": ["tests.subscriber.hear_slowly"],
}
CELERY_BEAT_SCHEDULE = {
    "deliver": {
        "task": "coopservices.tasks.deliver_events",
        "schedule": timedelta(seconds=2),
        "options": {"expires": 2},
    }
}
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"visibility_timeout": 5}
