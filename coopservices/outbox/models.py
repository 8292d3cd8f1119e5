"""The outbox: events that wait for delivery to their subscribers, and those delivered."""

from datetime import datetime
from typing import Self

from django.db import models


class EventQuerySet(models.QuerySet["Event"]):
    """Questions asked of the outbox."""

    def pending(self) -> Self:
        return self.filter(delivered_at=None)

    def oldest_first(self) -> Self:
        return self.order_by("pk")

    def claimed_by_us(self) -> Self:
        """The same events, kept from any other deliverer until our transaction ends."""
        return self.select_for_update(skip_locked=True)

    def delivered(self, at: datetime) -> int:
        return self.update(delivered_at=at)


class Event(models.Model):
    """Something that happened. It carries ids, never content, and a cast ballot's event names no
    person.
    """

    name = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(delivered_at=None),
                name="events_waiting_oldest_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_id}"
