"""Completion: shares rise by one unit of money until the next outcome would cost more than the
budget.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from priorities.engines.counting.budget.equal_shares.outcome import Outcome, outcome_at, stretched

_LONGEST_WAIT = 16


class Ending(StrEnum):
    """Why shares were not raised further.

    The next outcome would cost more than the budget; everything with support is funded; or no
    unfunded option fits the remaining money.
    """

    COSTS_TOO_MUCH = "costs-too-much"
    EVERYTHING = "everything-funded"
    EXHAUSTED = "nothing-fits"


@dataclass(frozen=True)
class Raises:
    """The outcome after so many raises; where they have ended, why, and what the next would have
    cost.
    """

    outcome: Outcome
    times: int
    ending: Ending | None = None
    next_cost: int | None = None


def raises(
    first: Outcome, *, by: int, budget: int, places: Sequence[int], stops_exhausted: bool
) -> Iterator[Raises]:
    """Raise shares `by` minor units at a time and yield where that stands, the last time with its
    ending.

    The rule of Assen, Świecie and Wieliczka: it does not stop when nothing more fits, unless
    `stops_exhausted`.
    """
    low, times, stride = first, 0, _Stride()
    while (ending := _ending(low, budget, stops_exhausted=stops_exhausted)) is None:
        yield Raises(low, times)
        high = stretched(low, low.share + stride.length * by, places) if stride.length > 1 else None
        if high is None and stride.length > 1:
            stride.shorten()
            continue
        high = high or outcome_at(low.electorate, low.share + by, places)
        if high.cost > budget:
            yield Raises(low, times, Ending.COSTS_TOO_MUCH, high.cost)
            return
        times += stride.length
        stride.lengthen(is_same=high.order == low.order)
        low = high
    yield Raises(low, times, ending)


def _ending(outcome: Outcome, budget: int, *, stops_exhausted: bool) -> Ending | None:
    if outcome.has_everything:
        return Ending.EVERYTHING
    return Ending.EXHAUSTED if stops_exhausted and outcome.is_exhaustive(budget) else None


@dataclass
class _Stride:
    """How many raises to take at once, and how long to wait before trying more after a failure."""

    length: int = 1
    successes: int = 0
    wait: int = 1

    def shorten(self) -> None:
        """Halve the length after a failure; at the shortest, wait twice as long as last time."""
        self.length //= 2
        self.successes = 0
        if self.length == 1:
            self.wait = min(self.wait * 2, _LONGEST_WAIT)

    def lengthen(self, *, is_same: bool) -> None:
        """Double the length after successes enough, and begin anew after a change."""
        if self.length > 1:
            self.wait = 1
        self.successes = self.successes + 1 if is_same else 0
        if self.successes >= self.wait:
            self.length, self.successes = self.length * 2, 0
        if not is_same:
            self.length = 1
