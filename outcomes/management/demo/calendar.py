"""The days of the story, counted from today, so that the demonstration never grows old."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

MORNING = 9
PENCE = 100


@dataclass(frozen=True)
class Calendar:
    """Today, and every other day by its distance from it: -10 is ten days ago, 10 is
    in ten days.
    """

    now: datetime

    def morning(self, days: int) -> datetime:
        """Nine o'clock in the morning of that day, where the council is."""
        here = timezone.localtime(self.now) + timedelta(days=days)
        return here.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)

    def day(self, days: int) -> date:
        return self.morning(days).date()
