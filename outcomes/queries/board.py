"""The dashboard as it stands on a day: what people want, what is owed to them and for how long, what gets better."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from outcomes.queries.accounts import AskAccount, OwedAccount, WantAccount
from outcomes.queries.latest import IndicatorShown, board_of
from participation.models import Council


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
    return [Overdue(promise, (today - promise.due_on).days) for promise in longest_first if promise.due_on < today]
