"""The dashboard as it stands on a day: what people want, what is owed to them and for how long,
what gets better.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from outcomes.engines.documents import read
from outcomes.indicators.queries.shown import IndicatorShown
from outcomes.summaries.documents import (
    AskAccount,
    DashboardAccount,
    OwedAccount,
    WantAccount,
)
from outcomes.summaries.queries.charts import charts_of, small_key
from outcomes.summaries.queries.lookup import latest_dashboard
from participation.models import Council


def board_of(council: Council) -> tuple[DashboardAccount, list[IndicatorShown]]:
    """The latest dashboard, and its indicators each with the small chart. Two queries."""
    summary = latest_dashboard(council)
    if summary is None:
        return DashboardAccount(), []
    account = read(DashboardAccount, summary.document)
    charts = charts_of(summary, [small_key(indicator.key) for indicator in account.indicators])
    return account, [
        IndicatorShown(each, charts.get(small_key(each.key))) for each in account.indicators
    ]


@dataclass(frozen=True)
class Waiting:
    """Something heard that has no answer yet, and for how long."""

    ask: AskAccount
    days: int
    is_late: bool


@dataclass(frozen=True)
class Overdue:
    """A promise that is not kept yet, though it was due so many days ago."""

    promise: OwedAccount
    days: int


@dataclass(frozen=True)
class Board:
    """All that a commissioner's dashboard tells."""

    wants: list[WantAccount]
    waiting: list[Waiting]
    overdue: list[Overdue]
    answered: int
    answered_in_time: int
    promised: int
    done: int
    indicators: list[IndicatorShown]

    @property
    def answers_late(self) -> int:
        """How many answers are late."""
        return sum(each.is_late for each in self.waiting)


def board_on(council: Council, today: date) -> Board:
    """The latest dashboard of a council as it stands on a day. Two queries."""
    account, indicators = board_of(council)
    return Board(
        wants=list(account.wants),
        waiting=_waiting(account.waiting, today),
        overdue=_overdue(account.owed, today),
        answered=account.answered,
        answered_in_time=account.answered_in_time,
        promised=account.promised,
        done=account.done,
        indicators=indicators,
    )


def _waiting(asks: Iterable[AskAccount], today: date) -> list[Waiting]:
    """The unanswered, the oldest first."""
    oldest_first = sorted(asks, key=lambda ask: (ask.recorded_on, ask.pk))
    return [Waiting(ask, ask.age(today), ask.due_on < today) for ask in oldest_first]


def _overdue(owed: Iterable[OwedAccount], today: date) -> list[Overdue]:
    """The promises whose day has passed, the longest overdue first."""
    longest_first = sorted(owed, key=lambda promise: (promise.due_on, promise.pk))
    return [
        Overdue(promise, (today - promise.due_on).days)
        for promise in longest_first
        if promise.due_on < today
    ]
