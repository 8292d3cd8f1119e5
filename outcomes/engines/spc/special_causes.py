"""The runs and clusters in a process-behaviour chart that are too large or too steady to be chance.

Rules: NHS England, Making Data Count, "XmR, 7-point rules". A sign is +1 above the mean or rising,
-1 below it or falling, and 0 for neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from outcomes.engines.spc.process_limits import Limits

RUN = 7


class Rule(StrEnum):
    """Why a point is a special cause; where several hold, the first of these names it."""

    OUTSIDE = "outside"
    TREND = "trend"
    TWO_IN_THREE = "two_in_three"
    SHIFT = "shift"


@dataclass(frozen=True)
class Signal:
    """The rule that names a point, and its heading: +1 above or rising, -1 below or falling."""

    rule: Rule
    heading: int


def signals(values: Sequence[float], centre: float, limits: Limits) -> list[Signal | None]:
    """Return for each point of one segment the first rule that names it, or None for
    common cause.
    """
    sides = [sign(value - centre) for value in values]
    close = [limits.are_close_to(value) for value in values]
    rules = {
        Rule.OUTSIDE: [
            side * limits.exclude(value) for side, value in zip(sides, values, strict=True)
        ],
        Rule.TREND: trend(values),
        Rule.TWO_IN_THREE: two_in_three(close, sides),
        Rule.SHIFT: shift(sides),
    }
    return [
        next((Signal(rule, headings[i]) for rule, headings in rules.items() if headings[i]), None)
        for i in range(len(values))
    ]


def trend(values: Sequence[float]) -> list[int]:
    """Return the sign of each point that is one of seven rising or falling; a tie
    breaks the run.
    """
    return part_of_seven(ends_of_trends(values))


def two_in_three(close: Sequence[bool], sides: Sequence[int]) -> list[int]:
    """Return the sign of each close point in a window of three on one side, two of them close."""
    signs = [0] * len(sides)
    for start in range(len(sides) - 2):
        window = range(start, start + 3)
        if abs(sum(sides[i] for i in window)) == 3 and sum(close[i] for i in window) >= 2:
            for i in window:
                signs[i] = signs[i] or sides[i] * close[i]
    return signs


def shift(sides: Sequence[int]) -> list[int]:
    """Return the sign of each point that is one of seven on one side; a point on the mean breaks
    the run.
    """
    return part_of_seven(ends_of_runs(sides, RUN))


def ends_of_trends(values: Sequence[float]) -> list[int]:
    """Return the sign of each point that completes seven rising or falling points."""
    steps = [0, *(sign(after - before) for before, after in pairwise(values))]
    return ends_of_runs(steps, RUN - 1)


def ends_of_runs(signs: Sequence[int], length: int) -> list[int]:
    """Return the sign of each point at which the last `length` signs agree, elsewhere 0."""
    sums = [sum(signs[max(0, end - length) : end]) for end in range(1, len(signs) + 1)]
    return [sign(total) if abs(total) == length else 0 for total in sums]


def part_of_seven(ends: Sequence[int]) -> list[int]:
    """Return for each point the sign of the latest run of seven that it is part of."""
    return [next(filter(None, reversed(ends[i : i + RUN])), 0) for i in range(len(ends))]


def sign(number: float) -> int:
    """Return +1, 0 or -1."""
    return (number > 0) - (number < 0)
