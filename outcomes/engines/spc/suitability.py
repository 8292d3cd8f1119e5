"""Whether a series may be drawn as a process-behaviour chart, or only as a line with its
comparison.

The XmR rules take each figure to be free of the one before. Stocks and yearly figures are not, nor
is a series that wanders: the rules would flag nearly every point of it and mean nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from statistics import mean, median

from outcomes.engines.spc.process_limits import FEWEST_FOR_LIMITS
from outcomes.engines.spc.series import Point, Segment, SeriesRefused, segments

ABOUT_A_YEAR = 350


class Kind(StrEnum):
    """What an indicator's figures are: events in a period, how things stood on a day, or a sample's
    answers.
    """

    FLOW = "flow"
    STOCK = "stock"
    SURVEY = "survey"


class Form(StrEnum):
    """The two ways a series may be drawn."""

    XMR = "xmr"
    LINE = "line"


@dataclass(frozen=True)
class Drawing:
    """How to draw a series, and why, in words for whoever looks at it."""

    form: Form
    reason: str


def choose(kind: Kind, points: Sequence[Point], *, rebases: Iterable[date] = ()) -> Drawing:
    """Return how a series may be drawn. Nothing is compared across a rebase date."""
    try:
        parts = segments(points, rebases)
    except SeriesRefused as refused:
        return Drawing(Form.LINE, str(refused))
    against = _why_not(kind, parts)
    if against:
        return Drawing(Form.LINE, against)
    return Drawing(Form.XMR, "Each figure tells of its own period, and there are enough of them.")


def _why_not(kind: Kind, parts: Sequence[Segment]) -> str:
    count = sum(map(len, parts))
    if kind is Kind.STOCK:
        return "These figures say how things stood on a day, so each is much like the one before."
    if kind is Kind.SURVEY:
        return (
            "These figures come from a sample of people, so each is shown with how far it can "
            "be trusted."
        )
    if count < FEWEST_FOR_LIMITS:
        return (
            f"There are {count} figures. It takes {FEWEST_FOR_LIMITS} to tell a change from chance."
        )
    if _is_yearly(parts):
        return "These figures come once a year, which is too seldom to tell a change from chance."
    if autocorrelation(parts) >= 2 / sqrt(count):
        return (
            "Each figure is much like the one before, so the usual rules would see changes "
            "that mean nothing."
        )
    return ""


def autocorrelation(parts: Sequence[Segment]) -> float:
    """Return how like each figure is to the one before, from -1 to 1, each segment about its own
    mean.

    This is the usual lag-1 autocorrelation where there is one segment; 0 where nothing varies.
    """
    strays = [[value - mean(v for _, v in part) for _, value in part] for part in parts]
    spread = sum(stray * stray for part in strays for stray in part)
    return (
        sum(before * after for part in strays for before, after in pairwise(part)) / spread
        if spread
        else 0.0
    )


def _is_yearly(parts: Sequence[Segment]) -> bool:
    days = [on for part in parts for on, _ in part]
    return median((after - before).days for before, after in pairwise(days)) >= ABOUT_A_YEAR
