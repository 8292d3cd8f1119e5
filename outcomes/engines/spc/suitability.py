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


class Against(StrEnum):
    """Why a series may not be drawn as a process."""

    EMPTY = "empty"
    HOLE = "hole"
    DOUBLED = "doubled"
    STOCK = "stock"
    SURVEY = "survey"
    FEW = "few"
    YEARLY = "yearly"
    ALIKE = "alike"


@dataclass(frozen=True)
class Drawing:
    """How to draw a series, and what is against drawing it as a process: too few `figures`, say, or
    a hole `on` a day.
    """

    form: Form
    against: Against | None = None
    figures: int = 0
    on: date | None = None


def choose(kind: Kind, points: Sequence[Point], *, rebases: Iterable[date] = ()) -> Drawing:
    """Return how a series may be drawn. Nothing is compared across a rebase date."""
    try:
        parts = segments(points, rebases)
    except SeriesRefused as refused:
        return Drawing(Form.LINE, Against(refused.fault), on=refused.on)
    against, figures = _why_not(kind, parts), sum(map(len, parts))
    return Drawing(Form.LINE if against else Form.XMR, against, figures)


def _why_not(kind: Kind, parts: Sequence[Segment]) -> Against | None:
    count = sum(map(len, parts))
    if kind is Kind.STOCK:
        return Against.STOCK
    if kind is Kind.SURVEY:
        return Against.SURVEY
    if count < FEWEST_FOR_LIMITS:
        return Against.FEW
    if _is_yearly(parts):
        return Against.YEARLY
    return Against.ALIKE if autocorrelation(parts) >= 2 / sqrt(count) else None


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
