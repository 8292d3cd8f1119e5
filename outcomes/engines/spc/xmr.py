"""Process-behaviour (XmR) charts: is a change more than chance, and will the target be met?

Rules: NHS England, Making Data Count, as in NHSRplotthedots 0.2.2; stricter than that package in
one thing: a segment of fewer than 12 points has no limits and is not judged.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from coopservices.sentences import sentence
from outcomes.engines.spc.judgements import Assurance, Direction, Judgement, assure, judge
from outcomes.engines.spc.process_limits import (
    FEWEST_FOR_LIMITS,
    Limits,
    centre_and_spread,
    limits_around,
)
from outcomes.engines.spc.series import Point, Segment, SeriesRefused, segments
from outcomes.engines.spc.special_causes import Rule, Signal, sign, signals

__all__ = [
    "RULE_SET", "Assurance", "Chart", "ChartPoint", "Direction", "Judgement", "LastSegment",
    "Limits", "Point", "Rule",
    "SeriesRefused", "Signal", "chart",
]  # fmt: skip

RULE_SET = sentence("XmR, 7-point rules")


@dataclass(frozen=True)
class ChartPoint:
    """A point as charted. `segment` counts from 0; `limits` are None where the segment is too
    short.
    """

    on: date
    value: float
    segment: int
    mean: float
    limits: Limits | None
    signal: Signal | None
    judgement: Judgement

    @property
    def side(self) -> int:
        """+1 above the mean, -1 below it, 0 on it."""
        return sign(self.value - self.mean)

    @property
    def is_outside(self) -> bool:
        """Whether the point lies beyond a limit."""
        return self.limits is not None and self.limits.exclude(self.value)

    @property
    def is_close(self) -> bool:
        """Whether the point lies between an inner limit and the limit beyond it."""
        return self.limits is not None and self.limits.are_close_to(self.value)


@dataclass(frozen=True)
class LastSegment:
    """What the last segment of a chart says: of how many figures, by which signal, and whether its
    target will be met.
    """

    figures: int
    variation: Judgement
    signal: Signal | None
    limits_are_trial: bool
    target: float | None
    assurance: Assurance


@dataclass(frozen=True)
class Chart:
    """A charted series, oldest point first. What it says now is what its last segment says."""

    points: tuple[ChartPoint, ...]
    direction: Direction
    target: float | None

    @property
    def latest(self) -> ChartPoint:
        """The last point."""
        return self.points[-1]

    @property
    def variation(self) -> Judgement:
        """The variation icon."""
        return self.latest.judgement

    @property
    def assurance(self) -> Assurance:
        """The assurance icon."""
        return assure(self.target, self.latest.limits, self.direction)

    @property
    def last_segment(self) -> LastSegment:
        """What it says now."""
        return LastSegment(
            figures=sum(point.segment == self.latest.segment for point in self.points),
            variation=self.variation,
            signal=self.latest.signal,
            limits_are_trial=self.limits_are_trial,
            target=self.target,
            assurance=self.assurance,
        )

    @property
    def has_limits(self) -> bool:
        """Whether the last segment has limits; where it has none, the chart is a line only."""
        return self.latest.limits is not None

    @property
    def limits_are_trial(self) -> bool:
        """Whether the last segment's limits are to be called trial limits."""
        return self.latest.limits is not None and self.latest.limits.are_trial


def chart(
    points: Sequence[Point],
    *,
    direction: Direction,
    target: float | None = None,
    rebases: Iterable[date] = (),
    fix_after: int | None = None,
    screen: bool = True,
) -> Chart:
    """Return the chart of a series, whatever the order of its points.

    A segment starts at each date in `rebases`. `fix_after` sets the limits of a segment from that
    many of its first points; `screen` keeps extreme moving ranges out of the limits.
    Raises SeriesRefused for a series that is empty, has a hole or two figures for one date, and
    ValueError where limits would be fixed on fewer than 12 points.
    """
    if fix_after is not None and fix_after < FEWEST_FOR_LIMITS:
        raise ValueError(f"Limits can be fixed on {FEWEST_FOR_LIMITS} points or more.")
    charted = [
        point
        for number, segment in enumerate(segments(points, rebases))
        for point in _charted(segment, number, direction, fix_after, screen=screen)
    ]
    return Chart(tuple(charted), direction, target)


def _charted(
    segment: Segment, number: int, direction: Direction, fix_after: int | None, *, screen: bool
) -> Iterator[ChartPoint]:
    values = [value for _, value in segment]
    centre, spread = centre_and_spread(values[:fix_after], screen=screen)
    if len(values) < FEWEST_FOR_LIMITS:
        for on, value in segment:
            yield ChartPoint(on, value, number, centre, None, None, Judgement.NOT_JUDGED)
        return
    limits = limits_around(centre, spread, count=len(values))
    for (on, value), signal in zip(segment, signals(values, centre, limits), strict=True):
        heading = signal.heading if signal else 0
        yield ChartPoint(on, value, number, centre, limits, signal, judge(heading, direction))
