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


class Ground(StrEnum):
    """Why a series is drawn as it is.

    It is fit for the rules; it has a hole, or two figures for one date; its figures are stocks, or
    answers of a sample; it has too few; they are yearly; or each is much like the one before.
    """

    FIT = "fit"
    BROKEN = "broken"
    STOCK = "stock"
    SURVEY = "survey"
    TOO_FEW = "too-few"
    YEARLY = "yearly"
    AUTOCORRELATED = "autocorrelated"


@dataclass(frozen=True)
class Drawing:
    """How to draw a series, and why: a code, and words for whoever looks at it."""

    form: Form
    reason: str
    ground: Ground


def choose(kind: Kind, points: Sequence[Point], *, rebases: Iterable[date] = ()) -> Drawing:
    """Return how a series may be drawn. Nothing is compared across a rebase date."""
    try:
        parts = segments(points, rebases)
    except SeriesRefused as refused:
        return Drawing(Form.LINE, str(refused), Ground.BROKEN)
    ground, count = _ground(kind, parts), sum(map(len, parts))
    form = Form.XMR if ground is Ground.FIT else Form.LINE
    return Drawing(form, _WORDS[ground].format(count=count), ground)


def _ground(kind: Kind, parts: Sequence[Segment]) -> Ground:
    count = sum(map(len, parts))
    if kind is Kind.STOCK:
        return Ground.STOCK
    if kind is Kind.SURVEY:
        return Ground.SURVEY
    if count < FEWEST_FOR_LIMITS:
        return Ground.TOO_FEW
    if _is_yearly(parts):
        return Ground.YEARLY
    return Ground.AUTOCORRELATED if autocorrelation(parts) >= 2 / sqrt(count) else Ground.FIT


_WORDS = {
    Ground.FIT: "Each figure tells of its own period, and there are enough of them.",
    Ground.STOCK: (
        "These figures say how things stood on a day, so each is much like the one before."
    ),
    Ground.SURVEY: (
        "These figures come from a sample of people, so each is shown with how far it can be "
        "trusted."
    ),
    Ground.TOO_FEW: (
        f"There are {{count}} figures. It takes {FEWEST_FOR_LIMITS} to tell a change from chance."
    ),
    Ground.YEARLY: (
        "These figures come once a year, which is too seldom to tell a change from chance."
    ),
    Ground.AUTOCORRELATED: (
        "Each figure is much like the one before, so the usual rules would see changes that mean "
        "nothing."
    ),
}


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
