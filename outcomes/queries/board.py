"""The dashboard as it stands on a day: what people want, what is owed to them and for how long, what gets better."""

from dataclasses import dataclass
from datetime import date

from outcomes.queries.accounts import AskAccount, PromiseAccount, WantAccount
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

    promise: PromiseAccount
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
    answered = [ask for ask in account.asks if ask.answered_on]
    overdue = [promise for promise in account.promises if promise.what.is_overdue(today)]
    return Board(
        wants=list(account.wants),
        waiting=_waiting(account.asks, today),
        overdue=[
            Overdue(promise, (today - promise.what.due_on).days)
            for promise in sorted(overdue, key=lambda promise: (promise.what.due_on, promise.what.pk))
        ],
        answered=len(answered),
        answered_in_time=sum(ask.answered_on <= ask.due_on for ask in answered if ask.answered_on),
        promised=len(account.promises),
        done=sum(promise.what.is_done for promise in account.promises),
        indicators=indicators,
    )


def _waiting(asks: tuple[AskAccount, ...], today: date) -> list[Waiting]:
    """The unanswered, the oldest first."""
    unanswered = sorted((ask for ask in asks if not ask.answered_on), key=lambda ask: (ask.recorded_on, ask.pk))
    return [Waiting(ask, ask.age(today), ask.due_on < today) for ask in unanswered]
