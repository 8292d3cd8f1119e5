"""The figures of one indicator: those of the council itself, protected, and what they are compared
with.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median

from outcomes.engines.disclosure.protected_counts import protect
from outcomes.engines.intervals import Interval, rate, share
from outcomes.indicators.models import Indicator, Observation
from outcomes.summaries.documents import Comparator, Reading, SeriesDocument, SourceDocument

COUNTRIES = ("E92", "W92", "S92", "N92", "K0")  # how the codes of countries begin
FEWEST_TO_COMPARE = 3


def series_of(indicator: Indicator) -> SeriesDocument:
    """The figures of an indicator of a council. Two queries."""
    rows = list(Observation.objects.filter(indicator=indicator).in_time())
    own = [row for row in rows if row.place_code == indicator.council.area_code]
    return SeriesDocument(
        place=own[-1].place_name if own else indicator.council.name,
        readings=tuple(_reading(indicator, row) for row in own),
        points=(),
        others=tuple(
            _others(
                indicator, [row for row in rows if row.place_code != indicator.council.area_code]
            )
        ),
        source=_source(own),
    )


def is_small(indicator: Indicator, row: Observation) -> bool:
    """Whether a figure would tell of 1 to 7 people in one place, or of all but so few; of more,
    where the measure or the council says so.
    """
    if not indicator.is_of_people or row.place_code.startswith(COUNTRIES):
        return False
    counts = [row.numerator or 0]
    if row.denominator is not None and indicator.is_share:
        part = round(row.value * row.denominator / 100)
        counts += [row.denominator, part, row.denominator - part]
    if indicator.is_count:
        counts.append(int(row.value))
    fewest = max(indicator.fewest_shown, indicator.council.fewest_shown)
    return any(protect(max(count, 0), fewest=fewest).is_hidden for count in counts)


def shown_value(indicator: Indicator, row: Observation) -> float | None:
    """The figure as it may be shown: a count of people in one place rounded to 5, a small one not
    at all.
    """
    if is_small(indicator, row):
        return None
    if indicator.is_count and indicator.is_of_people and not row.place_code.startswith(COUNTRIES):
        return float(str(protect(max(int(row.value), 0))))
    return float(row.value)


def _reading(indicator: Indicator, row: Observation) -> Reading:
    value = shown_value(indicator, row)
    return Reading(
        row.period_starts_on,
        row.period,
        value,
        _interval(indicator, row) if value is not None else None,
    )


def _interval(indicator: Indicator, row: Observation) -> Interval | None:
    """The 95% interval: Wilson's for a share of so many, Byar's for a rate of so many events."""
    if indicator.is_share and row.denominator:
        part = round(row.value * row.denominator / 100)
        return share(part, row.denominator) if 0 <= part <= row.denominator else None
    if indicator.is_rate and row.numerator:
        return rate(row.numerator, row.numerator, per=float(row.value))
    return None


def _others(indicator: Indicator, rows: Iterable[Observation]) -> Iterable[Comparator]:
    places: dict[str, list[tuple[date, float]]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in rows:
        value = shown_value(indicator, row)
        if value is not None:
            places[row.place_code].append((row.period_starts_on, value))
            names[row.place_code] = row.place_name
    countries = [code for code in places if code.startswith(COUNTRIES)]
    yield from (Comparator(names[code], 1, tuple(places[code])) for code in countries[:1])
    councils = [values for code, values in sorted(places.items()) if code not in countries]
    if len(councils) >= FEWEST_TO_COMPARE:
        yield _middle(councils)


def _middle(councils: Sequence[Sequence[tuple[date, float]]]) -> Comparator:
    """The council in the middle of similar ones, in each period for which at least three have a
    figure.
    """
    by_day: dict[date, list[float]] = defaultdict(list)
    for values in councils:
        for on, value in values:
            by_day[on].append(value)
    enough = {
        on: values for on, values in sorted(by_day.items()) if len(values) >= FEWEST_TO_COMPARE
    }
    middle = tuple((on, round(median(values), 4)) for on, values in enough.items())
    return Comparator("", len(councils), middle)


def _source(rows: Sequence[Observation]) -> SourceDocument | None:
    if not rows:
        return None
    release = rows[-1].release
    return SourceDocument(release.title, release.source, release.licence, release.attribution)
