"""What every test starts from: empty caches, a key store of its own, and the time."""

import os
from datetime import UTC, datetime

import pytest
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.db import connection
from django.dispatch import receiver
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as properties

from coopservices import keystore
from coopservices.models import AuditEntry
from tests.browser import a_chromium

# How fast an example runs is the machine's business, and the bench's: no property fails for being
# slow.
properties.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """A database for each worker of the suite; SQLite in a file, whose locks differ from those of
    one in memory.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(
            settings.VAR_DIR / f"test-{os.getpid()}.sqlite3"
        )


@pytest.fixture(autouse=True)
def _own_surroundings(settings, tmp_path):
    translation.activate(settings.LANGUAGE_CODE)  # whatever language the last page was in
    for cache in caches.all(initialized_only=True):
        cache.clear()
    settings.KEY_STORE_DIRS = [tmp_path / "keys", tmp_path / "keys-second-copy"]
    keystore.prepare()
    settings.DELETIONS_DIR = tmp_path / "deletions"
    settings.PUBLISHED_DIR = tmp_path / "published"


@receiver(user_logged_in)
def _has_just_shown_it(request, user, **_facts):
    """Whoever a test signs in has just shown that it is them, as a person has who signs in."""
    if not get_authentication_records(request, user):
        record_authentication(request, user, method="test")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests of this worker."""
    with a_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` holds the page as it is now against axe's rules, WCAG 2.2 AA among them: no
    violation.
    """

    def hold(page):
        found = Axe().run(page).response["violations"]
        assert [
            (each["id"], each["help"], [node["html"] for node in each["nodes"]]) for each in found
        ] == []

    return hold


@pytest.fixture
def audited(db):
    """`audited()` are the audit entries that this test has added, oldest first. None is ever
    deleted, so those of earlier tests may be there.
    """
    before = AuditEntry.objects.count()
    return lambda: AuditEntry.objects.filter(n__gt=before).oldest_first()


@pytest.fixture
def now():
    return datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
