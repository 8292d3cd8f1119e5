"""What every test starts from: empty caches, a key store of its own, and the time."""

from datetime import UTC, datetime

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _own_surroundings(settings, tmp_path):
    for cache in caches.all(initialized_only=True):
        cache.clear()
    settings.KEY_STORE_DIRS = [tmp_path / "keys", tmp_path / "keys-second-copy"]


@pytest.fixture
def now():
    return datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
