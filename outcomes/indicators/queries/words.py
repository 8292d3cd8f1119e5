"""An indicator in words: what its figures say and no more."""

from datetime import date

from outcomes.engines.intervals import Comparison, compare
from outcomes.engines.spc.judgements import Direction, Judgement, judge
from outcomes.engines.words.headlines import chart_headline, comparison_headline, target_line
from outcomes.indicators.models import Indicator, Marker
from outcomes.indicators.queries.chart_inputs import (
    NOTHING,
    VARIATION,
    Told,
    cuts,
    plain,
    with_unit,
)
from outcomes.indicators.queries.series import Reading
from outcomes.summaries.documents import IndicatorAccount, MarkerAccount

TONES = {Judgement.IMPROVEMENT: "blue", Judgement.CONCERN: "orange"}
A_YEAR_AGO = {
    Judgement.IMPROVEMENT: "Better than a year ago",
    Judgement.CONCERN: "Worse than a year ago",
    Judgement.HIGH: "Higher than a year ago",
    Judgement.LOW: "Lower than a year ago",
    Judgement.COMMON: "No clear change",
}


def account_of(told: Told) -> IndicatorAccount:
    """The indicator's account."""
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
        headline=headline_of(told),
        value=with_unit(indicator, latest.value) if latest else NOTHING,
        period=latest.period if latest else "",
        variation=variation,
        tone=tone,
        assurance=target_line(told.measure, told.chart) if told.chart else "",
        comparison=_beside(told),
        caution=told.drawing.reason if told.chart is None else "",
        markers=tuple(_marker(indicator, marker) for marker in told.markers),
    )


def headline_of(told: Told) -> str:
    """What the figures say; where nobody can tell a change from chance, the latest figure and that
    of a year before.
    """
    if told.chart:
        return chart_headline(told.measure, told.chart)
    latest, before = told.series.latest, _a_year_before(told)
    if latest is None:
        return f"{told.indicator.name}: no figures to show"
    if before and latest.interval and before.interval:
        return comparison_headline(told.measure, compare(latest.interval, before.interval))
    now = f"{told.indicator.name}: {with_unit(told.indicator, latest.value)} in {latest.period}"
    return f"{now}, {_again(told.indicator, before.value)} a year before" if before else now


def _again(indicator: Indicator, value: float | None) -> str:
    """A second figure in one sentence: of its unit, only the % sign is short enough to repeat."""
    return with_unit(indicator, value) if indicator.is_share else plain(value)


def _variation(told: Told) -> tuple[str, str]:
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


def _a_year_before(told: Told) -> Reading | None:
    """The reading of a year before the latest, if there is one and nothing changed its meaning in
    between.
    """
    latest = told.series.latest
    if latest is None:
        return None
    day = date(latest.on.year - 1, latest.on.month, min(latest.on.day, 28))
    if any(day < cut <= latest.on for cut in cuts(told.markers)):
        return None
    return next(
        (
            reading
            for reading in told.series.readings
            if reading.on == day and reading.value is not None
        ),
        None,
    )


def _beside(told: Told) -> str:
    """What others had in the period of the latest reading."""
    latest = told.series.latest
    found = (
        [(line.name, dict(line.values).get(latest.on)) for line in told.series.others]
        if latest
        else []
    )
    words = [
        f"{name}: {with_unit(told.indicator, value)}" for name, value in found if value is not None
    ]
    return f"{'. '.join(words)}." if words else ""


def _marker(indicator: Indicator, marker: Marker) -> MarkerAccount:
    value = f" of {with_unit(indicator, float(marker.value))}" if marker.value is not None else ""
    return MarkerAccount(marker.on, f"{marker.get_kind_display()}{value}", marker.reason)
