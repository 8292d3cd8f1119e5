"""The two wholes that are published: a round, and a council's dashboard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outcomes.queries.accounts.measures import IndicatorAccount
from outcomes.queries.accounts.promises import CommitmentAccount, FindingAccount
from outcomes.queries.accounts.results import OptionAccount, PollAccount


@dataclass(frozen=True)
class RoundAccount:
    """All that is published about what came of a round."""

    slug: str
    title: str
    question: str
    sector: str
    sector_slug: str
    polls: tuple[PollAccount, ...]
    findings: tuple[FindingAccount, ...]


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
    """A finding in a list."""

    pk: int
    we_heard: str
    round: RoundName
    recorded_on: date
    due_on: date
    answered_on: date | None

    def age(self, today: date) -> int:
        """How many days it has waited for its answer."""
        return (today - self.recorded_on) // timedelta(days=1)


@dataclass(frozen=True)
class PromiseAccount:
    """A commitment in a list, with what it answers."""

    round: RoundName
    finding: int
    we_heard: str
    what: CommitmentAccount


@dataclass(frozen=True)
class DashboardAccount:
    """What a council's people want, what is owed to them, and what is getting better."""

    wants: tuple[WantAccount, ...] = ()
    asks: tuple[AskAccount, ...] = ()
    promises: tuple[PromiseAccount, ...] = ()
    indicators: tuple[IndicatorAccount, ...] = ()
