"""Limits on guessing and on letters, kept in the database: as a cache that no flood empties, and
that is there while Redis is not.

Source: docs/adr/0016-signing-in.md.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, models, transaction
from django.utils import timezone


class KeptLimit(models.Model):
    """What is remembered under one key until then. Of the key, which may hold the address of a
    person or a computer, only a hash is kept.
    """

    key_hash = models.CharField(max_length=64, primary_key=True)
    held = models.JSONField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key_hash


class LimitsInDatabase(BaseCache):
    """A cache of little numbers. What has not run out is never dropped to make room."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is held under the key, the default where nothing is."""
        held = KeptLimit.objects.filter(pk=_hash(key), until__gt=timezone.now())
        return held.values_list("held", flat=True).first() or default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Hold this under the key from now on."""
        KeptLimit.objects.bulk_create(
            [KeptLimit(key_hash=_hash(key), held=value, until=self._until(timeout))],
            update_conflicts=True,
            update_fields=["held", "until"],
            unique_fields=["key_hash"],
        )

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Hold this under the key unless something is; of several at once, one succeeds."""
        KeptLimit.objects.filter(pk=_hash(key), until__lte=timezone.now()).delete()
        try:
            with transaction.atomic():
                KeptLimit.objects.create(
                    key_hash=_hash(key), held=value, until=self._until(timeout)
                )
        except IntegrityError:
            return False
        return True

    def count(self, key: str, timeout: float) -> int:
        """Count one more under the key and return how many there are; of several at once, each
        counts. It runs out so many seconds after the first.
        """
        with transaction.atomic():
            if self.add(key, 1, timeout):
                return 1
            kept = KeptLimit.objects.select_for_update().get(pk=_hash(key))
            number = int(kept.held) + 1
            kept.held = number
            kept.save(update_fields=["held"])
            return number

    def delete(self, key: str, version: int | None = None) -> bool:
        """Hold nothing under the key. Returns whether something was."""
        return bool(KeptLimit.objects.filter(pk=_hash(key)).delete()[0])

    def clear(self) -> None:
        """Keep all of it: emptying a cache is no reason to let people guess."""

    def _until(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        until: datetime = timezone.now() + timedelta(seconds=float(seconds or 0))
        return until


def forget_limits(*, before: datetime) -> int:
    """Delete those that ran out before then, and return how many."""
    return KeptLimit.objects.filter(until__lt=before).delete()[0]


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
