"""Whether this machine can serve: the database writes, its tables are current, its keys are there,
Redis answers.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.module_loading import import_string

from coopservices import keystore
from coopservices.outbox.models import Event


def report() -> dict[str, Any]:
    """`status` is "ready", "degraded" (Redis away) or "unavailable"; `checks` says why, one word a
    part.
    """
    needed = {
        "database": _check(_database_writes),
        "migrations": _check(_migrations_applied),
        "keys": _check(_keys_kept),
    }
    wanted = {"redis": _check(_redis_answers)} if settings.REDIS_URL else {}
    if any(state != "ok" for state in needed.values()):
        status = "unavailable"
    elif any(state != "ok" for state in wanted.values()):
        status = "degraded"
    else:
        status = "ready"
    return {"status": status, "checks": needed | wanted}


def _check(holds: Callable[[], bool]) -> str:
    try:
        return "ok" if holds() else "failed"
    except Exception:  # noqa: BLE001  # any fault of a part is the part's answer; details belong in its own log, not in public
        return "failed"


def _database_writes() -> bool:
    """Whether a row can be written; it is rolled back."""
    with transaction.atomic():
        Event.objects.create(name="readiness", subject_id="", happened_at=timezone.now())
        transaction.set_rollback(True)
    return True


def _migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _keys_kept() -> bool:
    """Whether the key store is whole and takes new keys, and holds the keys in use, every copy
    equal. Makes nothing.
    """
    for read_keys in map(import_string, settings.KEYS_IN_USE):
        read_keys()
    return keystore.is_prepared() and all(map(_is_writable, settings.KEY_STORE_DIRS))


def _is_writable(folder: Path) -> bool:
    with TemporaryFile(dir=folder) as file:
        return file.write(b"ready") > 0


def _redis_answers() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=0.5)
    with client:
        return bool(client.ping())
