"""An indicator as it is published: what its figures say and no more, in codes and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from outcomes.engines.intervals import Comparison, compare
from outcomes.engines.spc.judgements import Direction
from outcomes.engines.spc.series import Point
from outcomes.engines.spc.suitability import Form, Kind, choose
from outcomes.engines.spc.xmr import Chart, chart
from outcomes.indicators.models import Indicator, Marker
from outcomes.indicators.queries.series import series_of
from outcomes.summaries.documents import (
    Comparator,
    IndicatorDocument,
    MarkerDocument,
    Reading,
    SeriesDocument,
)

CUTS = (Marker.Kind.REBASE, Marker.Kind.BREAK)  # nothing is compared across them


@dataclass(frozen=True)
class Measured:
    """What is published about an indicator, and its figures beside it."""

    document: IndicatorDocument
    series: SeriesDocument


def measured(indicator: Indicator) -> Measured:
    """What is published about an indicator. Three queries."""
    markers, series = list(indicator.markers.all()), series_of(indicator)
    cuts = [marker.on for marker in markers if marker.kind in CUTS]
    points = [Point(reading.on, reading.value) for reading in series.readings]
    drawing = choose(Kind(indicator.kind), points, rebases=cuts)
    target, process = _target(markers), None
    if drawing.form is Form.XMR:
        towards = Direction(indicator.direction)
        process = chart(points, direction=towards, target=target, rebases=cuts)
    told = [reading for reading in series.readings if reading.value is not None]
    first, latest = (told[0], told[-1]) if told else (None, None)
    before = _a_year_before(latest, series.readings, cuts)
    document = IndicatorDocument(
        key=indicator.key,
        name=indicator.name,
        unit=indicator.unit,
        sector=indicator.sector.name,
        sector_slug=indicator.sector.slug,
        kind=Kind(indicator.kind),
        direction=Direction(indicator.direction),
        latest=latest,
        year_before=before,
        since_year_before=_since(latest, before),
        beside=_beside(latest, series.others),
        drawing=drawing,
        process=process.last_segment if process else None,
        target=target,
        markers=tuple(_marker(marker) for marker in markers),
        first=first,
    )
    return Measured(document, _charted(series, process))


def _charted(series: SeriesDocument, process: Chart | None) -> SeriesDocument:
    return replace(series, points=process.points) if process else series


def _target(markers: Sequence[Marker]) -> float | None:
    """The target agreed last."""
    targets = [marker.value for marker in markers if marker.kind == Marker.Kind.TARGET]
    return float(targets[-1]) if targets and targets[-1] is not None else None


def _a_year_before(
    latest: Reading | None, readings: Sequence[Reading], cuts: Sequence[date]
) -> Reading | None:
    """The reading of a year before the latest, if there is one and nothing changed its meaning in
    between.
    """
    if latest is None:
        return None
    day = date(latest.on.year - 1, latest.on.month, min(latest.on.day, 28))
    if any(day < cut <= latest.on for cut in cuts):
        return None
    return next((each for each in readings if each.on == day and each.value is not None), None)


def _since(latest: Reading | None, before: Reading | None) -> Comparison | None:
    """Whether it is surely higher or lower than a year before; None where nobody can tell."""
    if latest and before and latest.interval and before.interval:
        return compare(latest.interval, before.interval)
    return None


def _beside(latest: Reading | None, others: Sequence[Comparator]) -> tuple[Comparator, ...]:
    """What others had in the period of the latest reading."""
    if latest is None:
        return ()
    found = (
        replace(other, values=tuple(pair for pair in other.values if pair[0] == latest.on))
        for other in others
    )
    return tuple(other for other in found if other.values)


def _marker(marker: Marker) -> MarkerDocument:
    value = None if marker.value is None else float(marker.value)
    return MarkerDocument(marker.kind, marker.on, value, marker.reason)
