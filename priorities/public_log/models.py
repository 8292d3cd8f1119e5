"""The platform-wide, append-only log of what happened to polls (RFC 9162)."""

import json
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    """Entries by what they tell."""

    def closings(self, poll: UUID | OuterRef) -> Self:
        """That voting in this poll has ended, if it has."""
        return self.filter(kind=LogEntry.Kind.CLOSED, poll=poll)


class LogEntry(models.Model):
    """One leaf of the log: a canonical text, and the council's Ed25519 signature over it. Never
    changed.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        EXTENDED = "extended", _("Extended")
        CLOSED = "closed", _("Closed")
        COUNTED = "counted", _("Counted")

    n = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    poll = models.UUIDField()
    text = models.TextField(help_text="Canonical JSON; of a count, the manifest.")
    signature = models.BinaryField(max_length=64)
    public_key = models.BinaryField(max_length=32)
    leaf_hash = models.BinaryField(max_length=32)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "kind"], name="one_entry_of_a_kind_per_poll")
        ]

    def __str__(self) -> str:
        return f"Entry {self.n}"

    @property
    def happened_at(self) -> datetime:
        """When the poll opened, was extended or closed, as the entry of that tells."""
        return datetime.fromisoformat(self.facts["at"])

    @property
    def facts(self) -> dict[str, Any]:
        """What it tells, by name."""
        return dict(json.loads(self.text))
