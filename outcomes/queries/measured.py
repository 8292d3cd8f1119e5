"""An indicator as it is published: what its figures say and no more, in words, a table and a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from outcomes.engines.drawings import Dot, Plot
from outcomes.engines.headlines import Measure, chart_headline, comparison_headline, target_line
from outcomes.engines.intervals import Comparison, compare
from outcomes.engines.judgements import Direction, Judgement, judge
from outcomes.engines.series import Point
from outcomes.engines.suitability import Drawing, Form, Kind, choose
from outcomes.engines.xmr import RULE_SET, Chart, chart
from outcomes.models import Indicator, Marker
from outcomes.queries.accounts import IndicatorAccount, MarkerAccount
from outcomes.queries.charting import Sheet
from outcomes.queries.series import Reading, Series, series_of

VARIATION = {
    Judgement.IMPROVEMENT: "Getting better",
    Judgement.CONCERN: "Getting worse",
    Judgement.HIGH: "Higher than usual",
    Judgement.LOW: "Lower than usual",
    Judgement.COMMON: "No clear change",
    Judgement.NOT_JUDGED: "Too early to say",
}
TONES = {Judgement.IMPROVEMENT: "blue", Judgement.CONCERN: "orange"}
A_YEAR_AGO = {
    Judgement.IMPROVEMENT: "Better than a year ago",
    Judgement.CONCERN: "Worse than a year ago",
    Judgement.HIGH: "Higher than a year ago",
    Judgement.LOW: "Lower than a year ago",
    Judgement.COMMON: "No clear change",
}
NOTHING = "none"
MOST_NAMED = 8


@dataclass(frozen=True)
class Measured:
    """An indicator's account, and its chart: large, and small for the board."""

    account: IndicatorAccount
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class _Told:
    """All that an indicator's words, table and picture are made of."""

    indicator: Indicator
    series: Series
    markers: Sequence[Marker]
    drawing: Drawing
    chart: Chart | None

    @property
    def measure(self) -> Measure:
        unit = "%" if self.indicator.is_share else self.indicator.unit
        return Measure(self.indicator.name, unit, Direction(self.indicator.direction))

    @property
    def target(self) -> float | None:
        targets = [marker.value for marker in self.markers if marker.kind == Marker.Kind.TARGET]
        return float(targets[-1]) if targets and targets[-1] is not None else None


def measured(indicator: Indicator) -> Measured:
    """What is published about an indicator. Three queries."""
    markers = list(indicator.markers.all())
    series = series_of(indicator)
    cuts = _cuts(markers)
    points = [Point(reading.on, reading.value) for reading in series.readings]
    drawing = choose(Kind(indicator.kind), points, rebases=cuts)
    told = _Told(indicator, series, markers, drawing, None)
    if drawing.form is Form.XMR:
        process = chart(points, direction=Direction(indicator.direction), target=told.target, rebases=cuts)
        told = replace(told, chart=process)
    return Measured(_account(told), tuple(_sheets(told)))


def indicator_key(key: str) -> str:
    """The key of an indicator's chart."""
    return f"of/{key}"[:80]


def small_key(key: str) -> str:
    """The key of its small chart."""
    return f"small/{key}"[:80]


def _cuts(markers: Sequence[Marker]) -> list[date]:
    """The days across which nothing is compared."""
    return [marker.on for marker in markers if marker.kind in (Marker.Kind.REBASE, Marker.Kind.BREAK)]


# --- In words ---------------------------------------------------------------------------------------------------------


def _account(told: _Told) -> IndicatorAccount:
    indicator, latest = told.indicator, told.series.latest
    variation, tone = _variation(told)
    return IndicatorAccount(
        key=indicator.key,
        name=indicator.name,
        unit=indicator.unit,
        sector=indicator.sector.name,
        sector_slug=indicator.sector.slug,
        kind=indicator.get_kind_display(),
        direction=indicator.get_direction_display(),
        headline=_headline(told),
        value=_with_unit(indicator, latest.value) if latest else NOTHING,
        period=latest.period if latest else "",
        variation=variation,
        tone=tone,
        assurance=target_line(told.measure, told.chart) if told.chart else "",
        comparison=_beside(told),
        caution=told.drawing.reason if told.chart is None else "",
        markers=tuple(_marker(indicator, marker) for marker in told.markers),
    )


def _headline(told: _Told) -> str:
    if told.chart:
        return chart_headline(told.measure, told.chart)
    latest, before = told.series.latest, _a_year_before(told)
    if latest is None:
        return f"{told.indicator.name}: no figures to show"
    if before and latest.interval and before.interval:
        return comparison_headline(told.measure, compare(latest.interval, before.interval))
    now = f"{told.indicator.name}: {_with_unit(told.indicator, latest.value)} in {latest.period}"
    return f"{now}, {_plain(before.value)} a year before" if before else now


def _variation(told: _Told) -> tuple[str, str]:
    """Whether it is getting better, in words, and the colour of the tag that says so."""
    if told.chart:
        return VARIATION[told.chart.variation], TONES.get(told.chart.variation, "grey")
    latest, before = told.series.latest, _a_year_before(told)
    if not (latest and before and latest.interval and before.interval):
        return "Cannot be judged", "grey"
    gap = compare(latest.interval, before.interval)
    heading = {Comparison.HIGHER: 1, Comparison.LOWER: -1, Comparison.UNCLEAR: 0}[gap]
    judgement = judge(heading, Direction(told.indicator.direction))
    return A_YEAR_AGO[judgement], TONES.get(judgement, "grey")


def _a_year_before(told: _Told) -> Reading | None:
    """The reading of a year before the latest, if there is one and nothing changed its meaning in between."""
    latest = told.series.latest
    if latest is None:
        return None
    day = date(latest.on.year - 1, latest.on.month, min(latest.on.day, 28))
    if any(day < cut <= latest.on for cut in _cuts(told.markers)):
        return None
    return next((reading for reading in told.series.readings if reading.on == day and reading.value is not None), None)


def _beside(told: _Told) -> str:
    """What others had in the period of the latest reading."""
    latest = told.series.latest
    found = [(line.name, dict(line.values).get(latest.on)) for line in told.series.others] if latest else []
    words = [f"{name}: {_with_unit(told.indicator, value)}" for name, value in found if value is not None]
    return f"{'. '.join(words)}." if words else ""


def _marker(indicator: Indicator, marker: Marker) -> MarkerAccount:
    value = f" of {_with_unit(indicator, float(marker.value))}" if marker.value is not None else ""
    return MarkerAccount(marker.on, f"{marker.get_kind_display()}{value}", marker.reason)


# --- In a table and a picture -----------------------------------------------------------------------------------------


def _sheets(told: _Told) -> Iterator[Sheet]:
    if told.series.latest is None:
        return
    headline = _headline(told)
    columns, rows = _process_table(told, told.chart) if told.chart else _line_table(told)
    plot = Plot(
        title=headline,
        description=f"{told.indicator.name}, {told.indicator.unit}. The table below has every figure.",
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
    """The periods to name below a chart: evenly apart, the last among them, as many as there is room for."""
    apart = -(-len(readings) // MOST_NAMED)
    return tuple((reading.on, reading.period) for reading in reversed(readings[::-1][::apart]))


def _within(told: _Told) -> list[Marker]:
    """The markers other than targets that lie within the time of the chart."""
    days = [reading.on for reading in told.series.readings]
    return [marker for marker in told.markers if marker.kind != Marker.Kind.TARGET and days[0] <= marker.on <= days[-1]]


def _rules(told: _Told) -> str:
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


def _line_dots(told: _Told) -> Iterator[Dot]:
    cuts = _cuts(told.markers)
    for reading in told.series.readings:
        interval = reading.interval
        yield Dot(
            on=reading.on,
            value=reading.value,
            lower=interval.lower if interval else None,
            upper=interval.upper if interval else None,
            segment=sum(cut <= reading.on for cut in cuts),
        )


def _process_table(told: _Told, process: Chart) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    periods = {reading.on: reading.period for reading in told.series.readings}
    rows = []
    for point in process.points:
        bounds = (_plain(point.limits.lower), _plain(point.limits.upper)) if point.limits else (NOTHING, NOTHING)
        said = f"{VARIATION[point.judgement]}: {point.signal.rule}" if point.signal else VARIATION[point.judgement]
        rows.append((periods[point.on], _plain(point.value), _plain(point.mean), *bounds, said))
    return ("Period", told.series.place, "Mean", "Lower limit", "Upper limit", "What it says"), tuple(rows)


def _line_table(told: _Told) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    others = [dict(line.values) for line in told.series.others]
    has_intervals = any(reading.interval for reading in told.series.readings)
    columns = ["Period", told.series.place, *(["95% interval"] if has_intervals else [])]
    rows = []
    for reading in told.series.readings:
        value = _plain(reading.value) if reading.value is not None else "too few people to show"
        row = [reading.period, value]
        if has_intervals:
            row.append(
                f"{_plain(reading.interval.lower)} to {_plain(reading.interval.upper)}" if reading.interval else ""
            )
        rows.append((*row, *(_plain(other.get(reading.on)) for other in others)))
    return (*columns, *(line.name for line in told.series.others)), tuple(rows)


def _with_unit(indicator: Indicator, value: float | None) -> str:
    if indicator.is_share:
        return f"{_plain(value)}%"
    return f"{_plain(value)} {indicator.unit}"


def _plain(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f}".removesuffix(".0")
