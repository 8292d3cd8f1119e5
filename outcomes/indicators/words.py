"""An indicator in words: what its figures say and no more, and the table of them."""

import re
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.engines.charts import LevelNames
from outcomes.engines.intervals import Interval
from outcomes.engines.spc.judgements import Judgement
from outcomes.engines.spc.process_limits import FEWEST_FOR_LIMITS
from outcomes.engines.spc.special_causes import Rule
from outcomes.engines.spc.xmr import RULE_SET, ChartPoint
from outcomes.engines.words.drawings import why_a_line
from outcomes.engines.words.headlines import (
    PERCENT,
    Measure,
    chart_headline,
    comparison_headline,
    target_line,
)
from outcomes.indicators.models import Indicator, Marker
from outcomes.summaries.documents import (
    Comparator,
    IndicatorDocument,
    MarkerDocument,
    Reading,
    SeriesDocument,
)

NOTHING = "none"
_MONTH = re.compile(r"[A-Z][a-z]{2} \d{4}", re.ASCII)
_QUARTER = re.compile(r"Q([1-4]) (\d{4})", re.ASCII)
VARIATION = {
    Judgement.IMPROVEMENT: "Getting better",
    Judgement.CONCERN: "Getting worse",
    Judgement.HIGH: "Higher than usual",
    Judgement.LOW: "Lower than usual",
    Judgement.COMMON: "No clear change",
    Judgement.NOT_JUDGED: "Too early to say",
}
A_YEAR_AGO = {
    Judgement.IMPROVEMENT: "Better than a year ago",
    Judgement.CONCERN: "Worse than a year ago",
    Judgement.HIGH: "Higher than a year ago",
    Judgement.LOW: "Lower than a year ago",
    Judgement.COMMON: "No clear change",
    Judgement.NOT_JUDGED: "Cannot be judged",
}
TONES = {Judgement.IMPROVEMENT: "blue", Judgement.CONCERN: "orange"}
RULES = {
    Rule.OUTSIDE: "outside the limits",
    Rule.TREND: "seven points rising or falling",
    Rule.TWO_IN_THREE: "two of three points close to a limit",
    Rule.SHIFT: "seven points on one side of the mean",
}


def headline(indicator: IndicatorDocument) -> str:
    """What the figures say; where nobody can tell a change from chance, the latest figure and that
    of a year before.
    """
    if indicator.process:
        return chart_headline(_measure(indicator), indicator.process)
    latest, before = indicator.latest, indicator.year_before
    if latest is None:
        return f"{indicator.name}: no figures to show"
    if indicator.since_year_before:
        return comparison_headline(_measure(indicator), indicator.since_year_before)
    now = f"{indicator.name}: {with_unit(indicator, latest.value)} in {latest.period}"
    return f"{now}, {_again(indicator, before.value)} a year before" if before else now


def value(indicator: IndicatorDocument) -> str:
    """The latest figure as people say it."""
    return with_unit(indicator, indicator.latest.value) if indicator.latest else NOTHING


def variation(indicator: IndicatorDocument) -> str:
    """Whether it is getting better."""
    return (VARIATION if indicator.process else A_YEAR_AGO)[indicator.judgement]


def reason(indicator: IndicatorDocument) -> str:
    """Where a change cannot be told from chance: what can be said of it, and why no more; "" where
    it can.
    """
    if indicator.latest is None or indicator.judgement is not Judgement.NOT_JUDGED:
        return ""
    return f"{_movement(indicator, indicator.latest)} {_why_not_judged(indicator)}"


def _movement(indicator: IndicatorDocument, latest: Reading) -> str:
    since = indicator.year_before or indicator.first or latest
    if since.on == latest.on:
        return _("There is one figure only.")
    told = {
        "before": with_unit(indicator, since.value),
        "now": with_unit(indicator, latest.value),
        "period": since.period,
    }
    heading = (latest.value or 0) - (since.value or 0)
    if since is indicator.year_before:
        if heading == 0:
            return _("It stood at %(now)s, as 12 months before.") % told
        fell = _("It fell from %(before)s to %(now)s in 12 months.")
        return (fell if heading < 0 else _("It rose from %(before)s to %(now)s in 12 months.")) % (
            told
        )
    if heading == 0:
        return _("It stood at %(now)s, as in %(period)s.") % told
    fell = _("It fell from %(before)s in %(period)s to %(now)s.")
    return (fell if heading < 0 else _("It rose from %(before)s in %(period)s to %(now)s.")) % told


def _why_not_judged(indicator: IndicatorDocument) -> str:
    if indicator.process:
        figures = indicator.process.figures
        return ngettext(
            "%(figures)s figure is too little history to rule out chance: it takes %(fewest)s.",
            "%(figures)s figures are too little history to rule out chance: it takes %(fewest)s.",
            figures,
        ) % {"figures": figures, "fewest": FEWEST_FOR_LIMITS}
    if indicator.year_before is None:
        return _("There is no figure of a year before, so chance cannot be ruled out.")
    return _("To rule out chance, one must know how many were counted both times.")


def ends(indicator: IndicatorDocument) -> tuple[str, ...]:
    """The first and the last figure, each with its period; () where there are not two."""
    first, latest = indicator.first, indicator.latest
    if first is None or latest is None or first.on == latest.on:
        return ()
    return tuple(
        _("%(period)s: %(figure)s")
        % {"period": each.period, "figure": _again(indicator, each.value)}
        for each in (first, latest)
    )


def tone(indicator: IndicatorDocument) -> str:
    """The colour of the tag that says whether it is getting better."""
    return TONES.get(indicator.judgement, "grey")


def assurance(indicator: IndicatorDocument) -> str:
    """Whether its target will be met; "" where nobody can tell."""
    return target_line(_measure(indicator), indicator.process) if indicator.process else ""


def comparison(indicator: IndicatorDocument) -> str:
    """What others had in the period of the latest reading; "" where nothing is known of them."""
    found = [
        f"{comparator_name(other)}: {with_unit(indicator, figure)}"
        for other in indicator.beside
        for _on, figure in other.values
    ]
    return f"{'. '.join(found)}." if found else ""


def caution(indicator: IndicatorDocument) -> str:
    """Why it is not drawn as a process; "" where it is."""
    return why_a_line(indicator.drawing)


def direction(indicator: IndicatorDocument) -> str:
    """Which way is better."""
    return str(Indicator.Direction(indicator.direction).label)


def marker_name(indicator: IndicatorDocument, marker: MarkerDocument) -> str:
    """What was agreed or happened, with the value of a target."""
    target = "" if marker.value is None else f" of {with_unit(indicator, marker.value)}"
    return f"{Marker.Kind(marker.kind).label}{target}"


def described(indicator: IndicatorDocument) -> str:
    """What its drawing is of, and where its figures are."""
    told = _("%(name)s, %(unit)s. The table below has every figure.")
    return told % {"name": indicator.name, "unit": indicator.unit}


def level_names() -> LevelNames:
    """What its drawing calls its target, its mean and its limits."""
    return LevelNames(
        target=_("Target"),
        mean=_("Mean"),
        upper_limit=_("Upper limit"),
        lower_limit=_("Lower limit"),
        both_limits=_("Upper and lower limit"),
    )


def comparator_name(other: Comparator) -> str:
    """Who stands beside the figures."""
    return other.country or f"Middle of {other.councils} similar councils"


def rule_set(indicator: IndicatorDocument, series: SeriesDocument) -> str:
    """By which rules its chart is drawn."""
    if indicator.process:
        return f"{RULE_SET}{', trial limits' if indicator.process.limits_are_trial else ''}."
    method = "Wilson" if indicator.is_share else "Byar"
    has_intervals = any(reading.interval for reading in series.readings)
    interval = f" The bars are 95% intervals ({method})." if has_intervals else ""
    return f"A line with its comparison: {caution(indicator)}{interval}"


def source(series: SeriesDocument) -> str:
    """Whose the figures are, and under which licence."""
    release = series.source
    if release is None:
        return "no figures yet."
    named = f"{release.title}: {release.publisher}. {release.licence}. {release.attribution}"
    return named.strip()


def table(series: SeriesDocument) -> dict[str, Sequence[str]]:
    """The figures column by column, each under its name, the periods first."""
    return _process_table(series) if series.points else _line_table(series)


def with_unit(indicator: IndicatorDocument, figure: float | None) -> str:
    """The figure as people say it: 75.4%, 14 per 10,000."""
    if indicator.is_share:
        return f"{plain(figure)}%"
    return f"{plain(figure)} {indicator.unit}"


def period(reading: Reading) -> str:
    """The period of a figure as its source writes it, a month and a quarter in the reader's
    language.
    """
    if _MONTH.fullmatch(reading.period):
        return date_format(reading.on, "M Y")
    if quarter := _QUARTER.fullmatch(reading.period):
        return _("Q%(quarter)s %(year)s") % {"quarter": quarter[1], "year": quarter[2]}
    return reading.period


def plain(figure: float | None) -> str:
    """The figure with one decimal at most; "none" where there is none."""
    return NOTHING if figure is None else f"{figure:,.1f}".removesuffix(".0")


def _measure(indicator: IndicatorDocument) -> Measure:
    unit = PERCENT if indicator.is_share else indicator.unit
    return Measure(indicator.name, unit, indicator.direction)


def _again(indicator: IndicatorDocument, figure: float | None) -> str:
    """A second figure in one sentence: of its unit, only the % sign is short enough to repeat."""
    return with_unit(indicator, figure) if indicator.is_share else plain(figure)


def _process_table(series: SeriesDocument) -> dict[str, Sequence[str]]:
    points = series.points
    periods = {reading.on: reading.period for reading in series.readings}
    return {
        "Period": [periods[point.on] for point in points],
        series.place: _column([point.value for point in points]),
        "Mean": _column([point.mean for point in points]),
        "Lower limit": _column([point.limits.lower if point.limits else None for point in points]),
        "Upper limit": _column([point.limits.upper if point.limits else None for point in points]),
        "What it says": [_said(point) for point in points],
    }


def _said(point: ChartPoint) -> str:
    variation = VARIATION[point.judgement]
    return f"{variation}: {RULES[point.signal.rule]}" if point.signal else variation


def _line_table(series: SeriesDocument) -> dict[str, Sequence[str]]:
    readings = series.readings
    columns: dict[str, Sequence[str]] = {
        "Period": [reading.period for reading in readings],
        series.place: _column(
            [reading.value for reading in readings], missing="too few people to show"
        ),
    }
    if any(reading.interval for reading in readings):
        columns["95% interval"] = _intervals([reading.interval for reading in readings])
    for other in series.others:
        values = dict(other.values)
        columns[comparator_name(other)] = _column([values.get(reading.on) for reading in readings])
    return columns


def _column(figures: Sequence[float | None], missing: str = NOTHING) -> list[str]:
    """The figures of one column of a table: all with one decimal, or none where all are whole."""
    decimals = int(any(each is not None and plain(each) != f"{each:,.0f}" for each in figures))
    return [missing if each is None else f"{each:,.{decimals}f}" for each in figures]


def _intervals(intervals: Sequence[Interval | None]) -> list[str]:
    lower = _column([each.lower if each else None for each in intervals])
    upper = _column([each.upper if each else None for each in intervals])
    return [
        f"{low} to {high}" if each else ""
        for each, low, high in zip(intervals, lower, upper, strict=True)
    ]
