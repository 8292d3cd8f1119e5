"""A council's dashboard as it is published."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coopservices.texts import Text
from outcomes.summaries.documents.findings import CommitmentName
from outcomes.summaries.documents.indicators import IndicatorDocument
from priorities.results.documents import QuestionResult


@dataclass(frozen=True)
class RoundName:
    """Which round something comes from."""

    slug: str
    title: Text
    sector: str
    sector_slug: str


@dataclass(frozen=True)
class WantDocument:
    """What people want: one question's result, with the options at its top. Where too few voted,
    `ballots` is None and `fewer_than` says fewer than how many.
    """

    round: RoundName
    poll: str
    is_certified: bool
    closed_at: datetime
    fewer_than: int | None
    ballots: int | None
    question: QuestionResult


@dataclass(frozen=True)
class UnansweredFinding:
    """Something that people said and that has no answer yet."""

    pk: int
    we_heard: Text
    round: Text
    recorded_on: date
    due_on: date

    def age(self, today: date) -> int:
        """How many days it has waited for its answer."""
        return (today - self.recorded_on) // timedelta(days=1)


@dataclass(frozen=True)
class DashboardDocument:
    """What a council's people want, what is owed to them, and what is getting better.

    What was answered, done or stopped is told by its number here, and in full by the document of
    its round. The series of each indicator stands with its chart.
    """

    wants: tuple[WantDocument, ...] = ()
    unanswered: tuple[UnansweredFinding, ...] = ()
    answered: int = 0
    answered_in_time: int = 0
    outstanding: tuple[CommitmentName, ...] = ()
    commitments: int = 0
    done: int = 0
    indicators: tuple[IndicatorDocument, ...] = ()
