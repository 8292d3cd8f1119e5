"""Settings: all that a poll publishes about its counting before it opens, for whatever rule."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.ties import CheapestOrder, TieOrder


class Completion(StrEnum):
    """How equal shares goes on when nothing more is affordable.

    ADD1 raises every share by one unit of money and counts anew, until the next outcome would cost
    more than the budget. ADD1_EXHAUSTIVE also stops once nothing more fits. GREEDY spends what is
    left by votes.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_EXHAUSTIVE = "add1-exhaustive"
    GREEDY = "greedy"
    ADD1_GREEDY = "add1+greedy"
    ADD1_EXHAUSTIVE_GREEDY = "add1-exhaustive+greedy"

    @property
    def raises_shares(self) -> bool:
        """Shares are raised."""
        return self.value.startswith("add1")

    @property
    def stops_exhausted(self) -> bool:
        """Raising stops once no option fits the money that remains."""
        return self.value.startswith("add1-exhaustive")

    @property
    def ends_greedily(self) -> bool:
        """What is left at last is spent by votes."""
        return self.value.endswith("greedy")


OnProgress: TypeAlias = Callable[[int, int], None]
"""Receives how much of a long count is done, of how much in all."""


def _ignore_progress(_done: int, _of: int) -> None:
    """Do nothing with it."""


@dataclass(frozen=True)
class CountSettings:
    """Settings of a count; each rule takes those it knows.

    `seats` to fill; `most_points` one ballot may give one option, None for the most that one gave.
    `place_points` is what each rank is worth, best first, None for as many as there are options,
    then one less for each rank. `integral_start` rounds the first share down to whole units of
    money. `greedy` is a city's variant of most votes first, None for the plain one. `on_progress`
    is called now and then while a long count goes on, and is no part of what is published.
    """

    ties: TieOrder = field(default_factory=CheapestOrder)
    seats: int = 1
    most_points: int | None = None
    place_points: tuple[int, ...] | None = None
    satisfaction: Satisfaction = Satisfaction.COST
    completion: Completion = Completion.NONE
    integral_start: bool = False
    greedy: GreedyRules | None = None
    on_progress: OnProgress = field(default=_ignore_progress, compare=False)
