"""An indicator's chart: its table, its picture, and by which rules it is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from outcomes.engines.charts import Dot, Plot
from outcomes.engines.intervals import Interval
from outcomes.engines.spc.xmr import RULE_SET, Chart, ChartPoint
from outcomes.indicators.models import Marker
from outcomes.indicators.queries.chart_inputs import VARIATION, Told, column, cuts
from outcomes.indicators.queries.series import Reading
from outcomes.indicators.queries.words import headline_of
from outcomes.summaries.queries.charts import Sheet, indicator_key, small_key

MOST_NAMED = 8


def sheets_of(told: Told) -> Iterator[Sheet]:
    """The chart, and the small one without a table for the board; none while there is no figure to
    show.
    """
    if told.series.latest is None:
        return
    headline = headline_of(told)
    columns, rows = _process_table(told, told.chart) if told.chart else _line_table(told)
    plot = Plot(
        title=headline,
        description=(
            f"{told.indicator.name}, {told.indicator.unit}. The table below has every figure."
        ),
        unit=told.indicator.unit,
        place=told.series.place,
        dots=tuple(_process_dots(told.chart) if told.chart else _line_dots(told)),
        others=() if told.chart else told.series.others,
        periods=_named(told.series.readings),
        target=told.target,
        events=tuple(marker.on for marker in _within(told)),
    )
    key, rules, source = told.indicator.key, _rules(told), told.series.source
    yield Sheet(indicator_key(key), headline, rules, source, columns, rows, plot)
    yield Sheet(small_key(key), headline, rules, source, (), (), replace(plot, is_small=True))


def _named(readings: Sequence[Reading]) -> tuple[tuple[date, str], ...]:
    """The periods to name below a chart: evenly apart, the last among them, as many as there is
    room for.
    """
    apart = -(-len(readings) // MOST_NAMED)
    return tuple((reading.on, reading.period) for reading in reversed(readings[::-1][::apart]))


def _within(told: Told) -> list[Marker]:
    """The markers other than targets that lie within the time of the chart."""
    days = [reading.on for reading in told.series.readings]
    return [
        marker
        for marker in told.markers
        if marker.kind != Marker.Kind.TARGET and days[0] <= marker.on <= days[-1]
    ]


def _rules(told: Told) -> str:
    if told.chart:
        return f"{RULE_SET}{', trial limits' if told.chart.limits_are_trial else ''}."
    method = "Wilson" if told.indicator.is_share else "Byar"
    has_intervals = any(reading.interval for reading in told.series.readings)
    interval = f" The bars are 95% intervals ({method})." if has_intervals else ""
    return f"A line with its comparison: {told.drawing.reason}{interval}"


def _process_dots(process: Chart) -> Iterator[Dot]:
    for point in process.points:
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


def _line_dots(told: Told) -> Iterator[Dot]:
    breaks = cuts(told.markers)
    for reading in told.series.readings:
        interval = reading.interval
        yield Dot(
            on=reading.on,
            value=reading.value,
            lower=interval.lower if interval else None,
            upper=interval.upper if interval else None,
            segment=sum(cut <= reading.on for cut in breaks),
        )


def _process_table(
    told: Told, process: Chart
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    points = process.points
    columns = (
        _periods(told, [point.on for point in points]),
        column([point.value for point in points]),
        column([point.mean for point in points]),
        column([point.limits.lower if point.limits else None for point in points]),
        column([point.limits.upper if point.limits else None for point in points]),
        [_said(point) for point in points],
    )
    names = ("Period", told.series.place, "Mean", "Lower limit", "Upper limit", "What it says")
    return names, tuple(zip(*columns, strict=True))


def _said(point: ChartPoint) -> str:
    return (
        f"{VARIATION[point.judgement]}: {point.signal.rule}"
        if point.signal
        else VARIATION[point.judgement]
    )


def _line_table(told: Told) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    readings, others = told.series.readings, told.series.others
    days = [reading.on for reading in readings]
    columns = {
        "Period": _periods(told, days),
        told.series.place: column(
            [reading.value for reading in readings], missing="too few people to show"
        ),
    }
    if any(reading.interval for reading in readings):
        columns["95% interval"] = _intervals([reading.interval for reading in readings])
    for line in others:
        values = dict(line.values)
        columns[line.name] = column([values.get(day) for day in days])
    return tuple(columns), tuple(zip(*columns.values(), strict=True))


def _periods(told: Told, days: Sequence[date]) -> list[str]:
    """The periods as their source names them."""
    named = {reading.on: reading.period for reading in told.series.readings}
    return [named[day] for day in days]


def _intervals(intervals: Sequence[Interval | None]) -> list[str]:
    lower = column([each.lower if each else None for each in intervals])
    upper = column([each.upper if each else None for each in intervals])
    return [
        f"{low} to {high}" if each else ""
        for each, low, high in zip(intervals, lower, upper, strict=True)
    ]
