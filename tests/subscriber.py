"""A subscriber for tests with real workers: it hears of an event and writes down the subject, in a
file of its own.
"""

import os
import time

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coopservices.outbox import events


@shared_task
def hear(subject_id):
    with (settings.VAR_DIR / "heard").open("a") as heard:
        heard.write(f"{subject_id}\n")


@shared_task
def hear_slowly(subject_id):
    with (settings.VAR_DIR / "begun").open("a") as begun:
        begun.write(f"{os.getpid()}\n")
    time.sleep(3)
    hear(subject_id)


def record(name, *subjects):
    """Record events as an action does, and print how many seconds that kept us."""
    began = time.perf_counter()
    for subject in subjects:
        with transaction.atomic():
            events.record(name, subject_id=subject, at=timezone.now())
    print(time.perf_counter() - began)  # noqa: T201
