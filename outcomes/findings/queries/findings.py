"""A finding as it stands on a day."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from outcomes.findings.models import Finding


@dataclass(frozen=True, kw_only=True)
class FindingNow:
    """A finding as it stands on a day, and who said it."""

    finding: Finding
    today: date
    who: str = ""
    people: int = 0

    @property
    def days_old(self) -> int:
        """How many days it has waited."""
        return (self.today - localdate(self.finding.recorded_at)).days

    @property
    def was_put_off(self) -> bool:
        """Whether it was said that it is not decided yet."""
        return not self.finding.is_answered and self.finding.put_off_at is not None

    @property
    def days_since_put_off(self) -> int:
        """How many days ago that was said; 0 where it was not."""
        said_at = self.finding.put_off_at
        return (self.today - localdate(said_at)).days if said_at else 0

    @property
    def days_left(self) -> int:
        """How many of the 28 days to answer it are left; below 0 once they are over."""
        return (self.finding.due_on - self.today).days

    @property
    def is_late(self) -> bool:
        """Whether the answer is owed, and was due before today."""
        return not self.finding.is_answered and self.days_left < 0

    @property
    def days_late(self) -> int:
        """How many days ago the answer was due."""
        return -self.days_left
