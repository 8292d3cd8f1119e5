"""The pictures of an indicator's chart: large, and small for the dashboard."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from coopservices.documents import written
from outcomes.engines.charts import Dot, Line, Plot
from outcomes.indicators.models import Marker
from outcomes.indicators.queries.documents import CUTS, Measured
from outcomes.indicators.words import (
    comparator_name,
    described,
    headline,
    level_names,
    period,
)
from outcomes.summaries.documents import IndicatorDocument, Reading, SeriesDocument
from outcomes.summaries.queries.charts import Sheet, in_each_language, indicator_key, small_key

MOST_NAMED = 8


def sheets_of(measured: Measured) -> Iterator[Sheet]:
    """The chart with its series, and the small one for the dashboard; none while there is no figure
    to show.
    """
    indicator, series = measured.document, measured.series
    if indicator.latest is None:
        return
    large = partial(_plot, indicator, series)
    yield Sheet(indicator_key(indicator.key), in_each_language(large), written(series))
    small = partial(_plot, indicator, series, is_small=True)
    yield Sheet(small_key(indicator.key), in_each_language(small))


def _plot(indicator: IndicatorDocument, series: SeriesDocument, *, is_small: bool = False) -> Plot:
    return Plot(
        title=headline(indicator),
        description=described(indicator),
        unit=str(indicator.unit),
        place=series.place,
        dots=tuple(_process_dots(series) if series.points else _line_dots(indicator, series)),
        others=() if series.points else tuple(_lines(series)),
        periods=_named(series.readings),
        target=indicator.target,
        events=tuple(_events(indicator, series)),
        is_small=is_small,
        levels=level_names(),
    )


def _named(readings: Sequence[Reading]) -> tuple[tuple[date, str], ...]:
    """The periods to name below a chart: evenly apart, the last among them, as many as there is
    room for.
    """
    apart = -(-len(readings) // MOST_NAMED)
    return tuple((reading.on, period(reading)) for reading in reversed(readings[::-1][::apart]))


def _events(indicator: IndicatorDocument, series: SeriesDocument) -> Iterator[date]:
    """The days of markers other than targets that lie within the time of the chart."""
    first, last = series.readings[0].on, series.readings[-1].on
    for marker in indicator.markers:
        if marker.kind != Marker.Kind.TARGET and first <= marker.on <= last:
            yield marker.on


def _lines(series: SeriesDocument) -> Iterator[Line]:
    for other in series.others:
        yield Line(comparator_name(other), other.values, has_own_name=bool(other.country))


def _process_dots(series: SeriesDocument) -> Iterator[Dot]:
    for point in series.points:
        limits = point.limits
        yield Dot(
            on=point.on,
            value=point.value,
            meaning=point.judgement.value if point.signal else "",
            segment=point.segment,
            mean=point.mean if limits else None,
            low=limits.lower if limits else None,
            high=limits.upper if limits else None,
        )


def _line_dots(indicator: IndicatorDocument, series: SeriesDocument) -> Iterator[Dot]:
    cuts = [marker.on for marker in indicator.markers if marker.kind in CUTS]
    for reading in series.readings:
        interval = reading.interval
        yield Dot(
            on=reading.on,
            value=reading.value,
            lower=interval.lower if interval else None,
            upper=interval.upper if interval else None,
            segment=sum(cut <= reading.on for cut in cuts),
        )
