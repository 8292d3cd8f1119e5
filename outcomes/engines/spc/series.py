"""A dated series of measurements, cut into segments where somebody has agreed on a new start."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from math import isfinite
from typing import TypeAlias

Segment: TypeAlias = list[tuple[date, float]]


class SeriesRefused(ValueError):
    """The series cannot be charted honestly; the message says why."""


@dataclass(frozen=True)
class Point:
    """A measurement for the period that starts on a date; None where there is no figure."""

    on: date
    value: float | None


def segments(points: Iterable[Point], rebases: Iterable[date] = ()) -> list[Segment]:
    """Return the series by date, cut before each rebase date, without empty segments.

    Raises SeriesRefused for a series that is empty or has a hole, or two figures for one date.
    """
    starts = set(rebases)
    series = sorted((point.on, _measured(point)) for point in points)
    if not series:
        raise SeriesRefused("There are no figures.")
    for (before, _), (after, _) in pairwise(series):
        if before == after:
            raise SeriesRefused(f"There are two figures for {_in_words(after)}.")
    by_start = groupby(series, key=lambda dated: sum(start <= dated[0] for start in starts))
    return [list(segment) for _, segment in by_start]


def _measured(point: Point) -> float:
    if point.value is None or not isfinite(point.value):
        raise SeriesRefused(f"There is no figure for {_in_words(point.on)}.")
    return point.value


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
