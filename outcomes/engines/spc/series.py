"""A dated series of measurements, cut into segments where somebody has agreed on a new start."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise
from math import isfinite
from typing import TypeAlias

from coopservices.sentences import Sentence, sentence

Segment: TypeAlias = list[tuple[date, float]]


class Fault(StrEnum):
    """What a series lacks, or has too much of, to be charted."""

    EMPTY = "empty"
    HOLE = "hole"
    DOUBLED = "doubled"


class SeriesRefused(ValueError):
    """The series cannot be charted honestly; the message says why, `fault` and `on` by code and
    day.
    """

    def __init__(self, fault: Fault, on: date | None = None) -> None:
        super().__init__(fault_in_words(fault, on))
        self.fault, self.on = fault, on


def fault_in_words(fault: Fault, on: date | None) -> Sentence:
    """Return what is wrong with a series, and on which day."""
    return {
        Fault.EMPTY: sentence("There are no figures."),
        Fault.HOLE: sentence("There is no figure for %(day)s.", day=on),
        Fault.DOUBLED: sentence("There are two figures for %(day)s.", day=on),
    }[fault]


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
        raise SeriesRefused(Fault.EMPTY)
    for (before, _), (after, _) in pairwise(series):
        if before == after:
            raise SeriesRefused(Fault.DOUBLED, after)
    by_start = groupby(series, key=lambda dated: sum(start <= dated[0] for start in starts))
    return [list(segment) for _, segment in by_start]


def _measured(point: Point) -> float:
    if point.value is None or not isfinite(point.value):
        raise SeriesRefused(Fault.HOLE, point.on)
    return point.value
