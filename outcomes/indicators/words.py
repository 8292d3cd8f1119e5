"""An indicator in words: what its figures say and no more, and the table of them."""

import re
from collections.abc import Sequence
from dataclasses import asdict

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopservices.languages import say
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

NOTHING = gettext_lazy("none")
_MONTH = re.compile(r"[A-Z][a-z]{2} \d{4}", re.ASCII)
_QUARTER = re.compile(r"Q([1-4]) (\d{4})", re.ASCII)
VARIATION = {
    Judgement.IMPROVEMENT: gettext_lazy("Getting better"),
    Judgement.CONCERN: gettext_lazy("Getting worse"),
    Judgement.HIGH: gettext_lazy("Higher than usual"),
    Judgement.LOW: gettext_lazy("Lower than usual"),
    Judgement.COMMON: gettext_lazy("No clear change"),
    Judgement.NOT_JUDGED: gettext_lazy("Too early to say"),
}
A_YEAR_AGO = {
    Judgement.IMPROVEMENT: gettext_lazy("Better than a year ago"),
    Judgement.CONCERN: gettext_lazy("Worse than a year ago"),
    Judgement.HIGH: gettext_lazy("Higher than a year ago"),
    Judgement.LOW: gettext_lazy("Lower than a year ago"),
    Judgement.COMMON: gettext_lazy("No clear change"),
    Judgement.NOT_JUDGED: gettext_lazy("Cannot be judged"),
}
TONES = {Judgement.IMPROVEMENT: "blue", Judgement.CONCERN: "orange"}
RULES = {
    Rule.OUTSIDE: gettext_lazy("outside the limits"),
    Rule.TREND: gettext_lazy("seven points rising or falling"),
    Rule.TWO_IN_THREE: gettext_lazy("two of three points close to a limit"),
    Rule.SHIFT: gettext_lazy("seven points on one side of the mean"),
}


def headline(indicator: IndicatorDocument) -> str:
    """What the figures say; where nobody can tell a change from chance, the latest figure and that
    of a year before.
    """
    if indicator.process:
        return say(chart_headline(_measure(indicator), indicator.process))
    latest, before = indicator.latest, indicator.year_before
    if latest is None:
        return _("%(name)s: no figures to show") % {"name": indicator.name}
    if indicator.since_year_before:
        return say(comparison_headline(_measure(indicator), indicator.since_year_before))
    now = {
        "name": indicator.name,
        "value": with_unit(indicator, latest.value),
        "period": period(latest),
    }
    if before is None:
        return _("%(name)s: %(value)s in %(period)s") % now
    told = _("%(name)s: %(value)s in %(period)s, %(before)s a year before")
    return told % {**now, "before": _again(indicator, before.value)}


def value(indicator: IndicatorDocument) -> str:
    """The latest figure as people say it."""
    return with_unit(indicator, indicator.latest.value) if indicator.latest else str(NOTHING)


def variation(indicator: IndicatorDocument) -> str:
    """Whether it is getting better."""
    return str((VARIATION if indicator.process else A_YEAR_AGO)[indicator.judgement])


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
        "period": period(since),
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
        % {"period": period(each), "figure": _again(indicator, each.value)}
        for each in (first, latest)
    )


def tone(indicator: IndicatorDocument) -> str:
    """The colour of the tag that says whether it is getting better."""
    return TONES.get(indicator.judgement, "grey")


def assurance(indicator: IndicatorDocument) -> str:
    """Whether its target will be met; "" where nobody can tell."""
    line = target_line(_measure(indicator), indicator.process) if indicator.process else None
    return say(line) if line else ""


def comparison(indicator: IndicatorDocument) -> str:
    """What others had in the period of the latest reading; "" where nothing is known of them."""
    told = _("%(place)s: %(value)s.")
    return " ".join(
        told % {"place": comparator_name(other), "value": with_unit(indicator, figure)}
        for other in indicator.beside
        for _on, figure in other.values
    )


def caution(indicator: IndicatorDocument) -> str:
    """Why it is not drawn as a process; "" where it is."""
    why = why_a_line(indicator.drawing)
    return say(why) if why else ""


def direction(indicator: IndicatorDocument) -> str:
    """Which way is better."""
    return str(Indicator.Direction(indicator.direction).label)


def marker_name(indicator: IndicatorDocument, marker: MarkerDocument) -> str:
    """What was agreed or happened, with the value of a target."""
    if marker.value is None:
        return str(Marker.Kind(marker.kind).label)
    return _("Target of %(value)s") % {"value": with_unit(indicator, marker.value)}


def chart_name(indicator: IndicatorDocument) -> str:
    """What its chart shows, and in which unit."""
    return _("%(name)s, %(unit)s") % {"name": indicator.name, "unit": indicator.unit}


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
    told = _("Middle of %(number)s similar councils")
    return other.country or told % {"number": say(other.councils)}


def rule_set(indicator: IndicatorDocument, series: SeriesDocument) -> str:
    """By which rules its chart is drawn."""
    if indicator.process:
        rules = {"rules": say(RULE_SET)}
        if indicator.process.limits_are_trial:
            return _("%(rules)s, trial limits.") % rules
        return _("%(rules)s.") % rules
    line = _("A line with its comparison: %(why)s") % {"why": caution(indicator)}
    if not any(reading.interval for reading in series.readings):
        return line
    method = "Wilson" if indicator.is_share else "Byar"
    intervals = _("The bars are 95%% intervals (%(method)s).") % {"method": method}
    return f"{line} {intervals}"


def source(series: SeriesDocument) -> str:
    """Whose the figures are, and under which licence."""
    release = series.source
    if release is None:
        return _("no figures yet.")
    told = _("%(title)s: %(publisher)s. %(licence)s. %(attribution)s")
    return (told % asdict(release)).strip()


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
    return str(NOTHING) if figure is None else f"{figure:,.1f}".removesuffix(".0")


def _measure(indicator: IndicatorDocument) -> Measure:
    unit = PERCENT if indicator.is_share else str(indicator.unit)
    return Measure(indicator.name, unit, indicator.direction)


def _again(indicator: IndicatorDocument, figure: float | None) -> str:
    """A second figure in one sentence: of its unit, only the % sign is short enough to repeat."""
    return with_unit(indicator, figure) if indicator.is_share else plain(figure)


def _process_table(series: SeriesDocument) -> dict[str, Sequence[str]]:
    points = series.points
    periods = {reading.on: period(reading) for reading in series.readings}
    return {
        _("Period"): [periods[point.on] for point in points],
        series.place: _column([point.value for point in points]),
        _("Mean"): _column([point.mean for point in points]),
        _("Lower limit"): _column(
            [point.limits.lower if point.limits else None for point in points]
        ),
        _("Upper limit"): _column(
            [point.limits.upper if point.limits else None for point in points]
        ),
        _("What it says"): [_said(point) for point in points],
    }


def _said(point: ChartPoint) -> str:
    variation = str(VARIATION[point.judgement])
    if point.signal is None:
        return variation
    told = _("%(variation)s: %(rule)s")
    return told % {"variation": variation, "rule": RULES[point.signal.rule]}


def _line_table(series: SeriesDocument) -> dict[str, Sequence[str]]:
    readings = series.readings
    columns: dict[str, Sequence[str]] = {
        _("Period"): [period(reading) for reading in readings],
        series.place: _column(
            [reading.value for reading in readings], missing=_("too few people to show")
        ),
    }
    if any(reading.interval for reading in readings):
        columns[_("95% interval")] = _intervals([reading.interval for reading in readings])
    for other in series.others:
        values = dict(other.values)
        columns[comparator_name(other)] = _column([values.get(reading.on) for reading in readings])
    return columns


def _column(figures: Sequence[float | None], missing: str = "") -> list[str]:
    """The figures of one column of a table: all with one decimal, or none where all are whole."""
    decimals = int(any(each is not None and plain(each) != f"{each:,.0f}" for each in figures))
    nothing = missing or str(NOTHING)
    return [nothing if each is None else f"{each:,.{decimals}f}" for each in figures]


def _intervals(intervals: Sequence[Interval | None]) -> list[str]:
    lower = _column([each.lower if each else None for each in intervals])
    upper = _column([each.upper if each else None for each in intervals])
    told = _("%(lower)s to %(upper)s")
    return [
        told % {"lower": low, "upper": high} if each else ""
        for each, low, high in zip(intervals, lower, upper, strict=True)
    ]
