"""The platform's own settings for drills that kill: what is done again after minutes in production
is done again after seconds.
"""

from datetime import timedelta

from coopservices.settings import *  # noqa: F403
from coopservices.settings import CELERY_BEAT_SCHEDULE, CELERY_BROKER_TRANSPORT_OPTIONS

ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 60 * 60  # a drill signs in once
LETTERS_CLAIMED_FOR = timedelta(seconds=15)
CELERY_BROKER_TRANSPORT_OPTIONS |= {"visibility_timeout": 20}
for _each in CELERY_BEAT_SCHEDULE.values():
    if _each["schedule"] <= timedelta(minutes=5):
        _each |= {"schedule": timedelta(seconds=5), "options": {"expires": 5}}
