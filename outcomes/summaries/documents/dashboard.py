"""The two wholes that are published: a round, and a council's dashboard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outcomes.summaries.documents.indicators import IndicatorAccount
from outcomes.summaries.documents.results import OptionAccount


@dataclass(frozen=True)
class RoundName:
    """Which round something comes from."""

    slug: str
    title: str
    sector: str
    sector_slug: str


@dataclass(frozen=True)
class WantAccount:
    """What people want: the top of one question's result."""

    round: RoundName
    poll: str
    question: str
    headline: str
    margin: str
    is_certified: bool
    closed_at: datetime
    ballots: int | None
    top: tuple[OptionAccount, ...]


@dataclass(frozen=True)
class AskAccount:
    """Something that people said and that has no answer yet."""

    pk: int
    we_heard: str
    round: str
    recorded_on: date
    due_on: date

    def age(self, today: date) -> int:
        """How many days it has waited for its answer."""
        return (today - self.recorded_on) // timedelta(days=1)


@dataclass(frozen=True)
class OwedAccount:
    """A promise that is still owed."""

    pk: int
    title: str
    owner: str
    due_on: date


@dataclass(frozen=True)
class DashboardAccount:
    """What a council's people want, what is owed to them, and what is getting better.

    What was answered, kept or stopped is told by its number here, and in full by the account of its
    round.
    """

    wants: tuple[WantAccount, ...] = ()
    waiting: tuple[AskAccount, ...] = ()
    answered: int = 0
    answered_in_time: int = 0
    owed: tuple[OwedAccount, ...] = ()
    promised: int = 0
    done: int = 0
    indicators: tuple[IndicatorAccount, ...] = ()
