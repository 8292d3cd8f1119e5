"""What the settings promise, pinned: whoever changes one of these means to, and changes it here
too.
"""

import inspect
import json
import os
import secrets
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from coopservices.celery import app
from coopservices.outbox import events
from coopservices.outbox.models import Event
from coopservices.tasks import tidy

HOUSE = Path(__file__).resolve().parent.parent

# --- Safety ---------------------------------------------------------------------------------------

PINNED = {
    "BROWSER_POLICIES": {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Permissions-Policy": (
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
        ),
    },
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_TRUSTED_ORIGINS": [],
    "USE_X_FORWARDED_HOST": False,
    "USE_X_FORWARDED_PORT": False,
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_PREVENT_ENUMERATION": None,  # allauth's own default, which tells nobody
    "ACCOUNT_RATE_LIMITS": {
        "request_login_code": "20/m/ip,3/m/key,10/h/key",
        "first_code_of_network": "1/h/key",
        "codes_to_address": "30/h/key",
        "login_failed": "20/m/ip,5/5m/key",
        "reset_password": "5/m/ip,20/h/ip",
        "follow": "10/m/ip,60/h/ip",
        "text": "5/m/ip,20/h/ip",
    },
    "CELERY_TASK_ACKS_LATE": True,
    "CELERY_TASK_REJECT_ON_WORKER_LOST": True,
    "CELERY_TASK_IGNORE_RESULT": True,
    "CELERY_TASK_PUBLISH_RETRY": False,
    "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
}


@pytest.mark.parametrize("name", PINNED)
def test_a_setting_is_as_it_is_pinned(name):
    assert getattr(settings, name, None) == PINNED[name]


def test_what_comes_in_is_held_before_anything_of_ours_reads_it():
    order = settings.MIDDLEWARE.index
    held = order("coopservices.middleware.Refusals")
    assert order("coopservices.middleware.request_id") == 0
    assert order("coopservices.middleware.browser_policies") < held
    assert held < order("django.contrib.sessions.middleware.SessionMiddleware")
    assert held < order("django.middleware.csrf.CsrfViewMiddleware")
    assert settings.FILE_UPLOAD_HANDLERS[0] == "coopservices.uploads.OnlyWhereFilesBelong"


def told(tmp_path, *names, **environment):
    """Settings by their names, as a fresh process reads this environment."""
    ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    wanted = ", ".join(f"{name!r}: getattr(settings, {name!r}, None)" for name in names)
    code = f"import json; from django.conf import settings; print(json.dumps({{{wanted}}}))"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=HOUSE,
        env={**ours, "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return list(json.loads(done.stdout).values())


PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "say.northbrook.example",
}
HEADER = "SECURE_PROXY_SSL_HEADER"


def test_what_a_proxy_says_is_believed_only_behind_one(tmp_path):
    names = (HEADER, "ALLAUTH_TRUSTED_PROXY_COUNT")
    assert told(tmp_path, *names, **PRODUCTION) == [None, 0]
    behind = {"BEHIND_PROXY": "1", "TRUSTED_PROXY_COUNT": "1"}
    header = ["HTTP_X_FORWARDED_PROTO", "https"]
    assert told(tmp_path, *names, **PRODUCTION, **behind) == [header, 1]


def test_in_production_a_year_of_https_is_promised_and_static_files_are_those_collected(tmp_path):
    names = ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    names += ["SECURE_HSTS_PRELOAD", "STATIC_COLLECTED", "WHITENOISE_USE_FINDERS", "DEBUG"]
    year = 365 * 24 * 3600
    assert told(tmp_path, *names, **PRODUCTION) == [True, year, True, True, True, False, False]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such settings")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("secure_delete", 1), ("journal_mode", "wal"), ("synchronous", 2)]
)
def test_sqlite_overwrites_what_is_deleted_and_waits_for_the_disk(name, value):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        assert cursor.fetchone() == (value,)
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


# --- Who hears of what ----------------------------------------------------------------------------

# What each event tells of, and who must hear of it: an event whose subject is a commitment is no
# use to a task that looks for a finding.
HEARD = {
    "priorities.round_published": ("round", ["outcomes.tasks.rebuild_round_summary"]),
    "priorities.ballot_cast": ("poll", ["priorities.tasks.count_turnout"]),
    "priorities.ballot_withdrawn": ("poll", ["priorities.tasks.count_turnout"]),
    "priorities.poll_closed": ("poll", ["priorities.tasks.count_poll"]),
    "priorities.poll_counted": (
        "poll",
        ["outcomes.tasks.record_top_findings", "outcomes.tasks.rebuild_poll_summary"],
    ),
    "priorities.poll_certified": ("poll", ["outcomes.tasks.rebuild_poll_summary"]),
    "outcomes.findings_recorded": ("poll", ["outcomes.tasks.rebuild_poll_summary"]),
    "outcomes.finding_recorded": ("finding", ["outcomes.tasks.rebuild_finding_summary"]),
    "outcomes.finding_answered": ("finding", ["outcomes.tasks.rebuild_finding_summary"]),
    "outcomes.commitment_made": ("commitment", ["outcomes.tasks.rebuild_commitment_summary"]),
    "outcomes.update_posted": ("commitment", ["outcomes.tasks.rebuild_commitment_summary"]),
    "outcomes.verdict_given": ("commitment", ["outcomes.tasks.rebuild_commitment_summary"]),
    "outcomes.release_imported": ("release", ["outcomes.tasks.rebuild_dashboard_of_release"]),
    "outcomes.indicator_defined": ("indicator", ["outcomes.tasks.rebuild_dashboard_of_indicator"]),
    "outcomes.marker_placed": ("indicator", ["outcomes.tasks.rebuild_dashboard_of_indicator"]),
    "participation.thresholds_set": ("council", ["outcomes.tasks.rebuild_dashboard"]),
    "outcomes.round_summarised": ("round", ["outcomes.tasks.rebuild_dashboard_of_round"]),
}
BEAT = {
    "priorities.tasks.note_published": timedelta(minutes=5),
    "coopservices.tasks.deliver_events": timedelta(seconds=15),
    "priorities.tasks.close_due_polls": timedelta(seconds=30),
    "priorities.tasks.count_turnouts": timedelta(minutes=5),
    "priorities.tasks.count_polls_left_behind": timedelta(minutes=5),
    "outcomes.tasks.rebuild_outdated_summaries": timedelta(minutes=5),
    "coopservices.tasks.tidy": timedelta(hours=24),
}


def _takes(task):
    return list(inspect.signature(app.tasks[task].run).parameters)


def _needs(task):
    taken = inspect.signature(app.tasks[task].run).parameters.values()
    return [each.name for each in taken if each.default is each.empty]


@pytest.fixture
def _every_task():
    app.loader.import_default_modules()


@pytest.mark.usefixtures("_every_task")
@pytest.mark.parametrize("event", HEARD)
def test_an_event_is_heard_by_those_who_must_hear_of_its_subject(event):
    subject, tasks = HEARD[event]
    assert set(tasks) <= set(settings.EVENT_SUBSCRIBERS[event])
    assert all(_takes(task) == [f"{subject}_id"] for task in tasks)


@pytest.mark.usefixtures("_every_task")
def test_every_subscriber_is_a_task_of_one_subject():
    for tasks in settings.EVENT_SUBSCRIBERS.values():
        assert all(len(_takes(task)) == 1 for task in tasks)
        assert len(tasks) == len(set(tasks))


@pytest.mark.usefixtures("_every_task")
def test_beat_repeats_what_a_lost_message_or_a_dead_worker_left():
    often = {entry["task"]: entry for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {task: often[task]["schedule"] for task in BEAT} == BEAT
    for task, entry in often.items():
        assert not _needs(task)
        if entry["schedule"] < timedelta(
            hours=1
        ):  # a worker that was away finds one, not thousands
            assert entry["options"]["expires"] == entry["schedule"].total_seconds()


# --- Tidying and delivering -----------------------------------------------------------------------


@pytest.mark.django_db
def test_sessions_that_ran_out_and_events_long_delivered_are_tidied_away():
    now = timezone.now()
    for key, left in (("gone", -timedelta(seconds=1)), ("live", timedelta(minutes=5))):
        Session.objects.create(session_key=key, session_data="", expire_date=now + left)
    for name, days in (("old", 8), ("new", 6)):
        at = now - timedelta(days=days)
        Event.objects.create(name=name, subject_id="1", happened_at=at, delivered_at=at)
    tidy()
    assert [session.pk for session in Session.objects.all()] == ["live"]
    assert [event.name for event in Event.objects.all()] == ["new"]


@pytest.mark.skipif(
    not connection.features.has_select_for_update_skip_locked, reason="SQLite locks the whole file"
)
@pytest.mark.django_db(transaction=True)
def test_a_deliverer_does_not_wait_for_what_another_is_delivering(settings, now):
    settings.EVENT_SUBSCRIBERS = {"tests.happened": []}
    for subject in (1, 2, 3):
        events.record("tests.happened", subject_id=subject, at=now)
    delivered = []

    def deliver():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        delivered.append(events.deliver(at=now))
        connection.close()

    with transaction.atomic():
        held = Event.objects.pending().oldest_first().claimed_by_us()[:1].get()
        other = threading.Thread(target=deliver)
        other.start()
        other.join(timeout=10)
        assert delivered == [2]
    assert [event.pk for event in Event.objects.pending()] == [held.pk]
