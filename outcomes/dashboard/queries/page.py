"""The dashboard as it stands on a day: what people want, what is owed to them and for how long,
what gets better.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from coopservices.documents import read
from coopservices.texts import Text
from outcomes.indicators.queries.shown import IndicatorShown, with_small_charts
from outcomes.poll_results import words
from outcomes.summaries.documents import (
    CommitmentName,
    DashboardDocument,
    UnansweredFinding,
    WantDocument,
)
from outcomes.summaries.queries.lookup import latest_dashboard
from participation.models import Council
from participation.services.queries import sector_names


@dataclass(frozen=True)
class Want:
    """What people want, by one question's result."""

    document: WantDocument
    sector: Text

    @property
    def headline(self) -> str:
        """Who came first and with how much support."""
        return words.headline(self.document.question)

    @property
    def margin(self) -> str:
        """How clear the first place is."""
        return words.margin(self.document.question)

    @property
    def too_few(self) -> str:
        """That too few voted for any number; "" where enough did."""
        return words.too_few(self.document.fewer_than)

    @property
    def top(self) -> list[tuple[Text, str]]:
        """The titles at the top, each with its votes or points; without them what was chosen, where
        too few voted.
        """
        return [
            (option.title, words.number(self.document.question, option))
            for option in self.document.question.options
            if option.place is not None
        ]


@dataclass(frozen=True)
class Waiting:
    """Something heard that has no answer yet, and for how long."""

    finding: UnansweredFinding
    days: int
    is_late: bool


@dataclass(frozen=True)
class Overdue:
    """A commitment that is not kept yet, though it was due so many days ago."""

    commitment: CommitmentName
    days: int


@dataclass(frozen=True)
class Dashboard:
    """All that a commissioner's dashboard tells on a day."""

    document: DashboardDocument
    today: date
    indicators: tuple[IndicatorShown, ...] = ()
    sectors: Mapping[str, Text] = field(default_factory=dict)  # what they are called, by slugs

    @cached_property
    def wants(self) -> list[Want]:
        """What people want, the latest round first."""
        return [Want(each, self.sectors[each.round.sector_slug]) for each in self.document.wants]

    @cached_property
    def waiting(self) -> list[Waiting]:
        """The unanswered, the oldest first."""
        oldest_first = sorted(
            self.document.unanswered, key=lambda finding: (finding.recorded_on, finding.pk)
        )
        return [
            Waiting(finding, finding.age(self.today), finding.due_on < self.today)
            for finding in oldest_first
        ]

    @property
    def answers_late(self) -> int:
        """How many answers are late."""
        return sum(finding.due_on < self.today for finding in self.document.unanswered)

    @cached_property
    def overdue(self) -> list[Overdue]:
        """The commitments whose day has passed, the longest overdue first."""
        longest_first = sorted(self.document.outstanding, key=lambda each: (each.due_on, each.pk))
        return [
            Overdue(each, (self.today - each.due_on).days)
            for each in longest_first
            if each.due_on < self.today
        ]


def dashboard_on(council: Council, today: date) -> Dashboard:
    """The latest dashboard of a council as it stands on a day, its indicators each with the small
    chart. Three queries.
    """
    summary = latest_dashboard(council)
    if summary is None:
        return Dashboard(DashboardDocument(), today)
    document = read(DashboardDocument, summary.document)
    sectors = sector_names(council)
    shown = with_small_charts(document.indicators, summary, sectors)
    return Dashboard(document, today, shown, sectors)
