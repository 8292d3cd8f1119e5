"""All that an indicator's words, table and picture are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outcomes.engines.spc.judgements import Direction, Judgement
from outcomes.engines.spc.suitability import Drawing
from outcomes.engines.spc.xmr import Chart
from outcomes.engines.words.headlines import Measure
from outcomes.indicators.models import Indicator, Marker
from outcomes.indicators.queries.series import Series

NOTHING = "none"
VARIATION = {
    Judgement.IMPROVEMENT: "Getting better",
    Judgement.CONCERN: "Getting worse",
    Judgement.HIGH: "Higher than usual",
    Judgement.LOW: "Lower than usual",
    Judgement.COMMON: "No clear change",
    Judgement.NOT_JUDGED: "Too early to say",
}


@dataclass(frozen=True)
class Told:
    """All that an indicator's words, table and picture are made of."""

    indicator: Indicator
    series: Series
    markers: Sequence[Marker]
    drawing: Drawing
    chart: Chart | None

    @property
    def measure(self) -> Measure:
        """What a headline is about."""
        unit = "%" if self.indicator.is_share else self.indicator.unit
        return Measure(self.indicator.name, unit, Direction(self.indicator.direction))

    @property
    def target(self) -> float | None:
        """The target agreed last."""
        targets = [marker.value for marker in self.markers if marker.kind == Marker.Kind.TARGET]
        return float(targets[-1]) if targets and targets[-1] is not None else None


def cuts(markers: Sequence[Marker]) -> list[date]:
    """The days across which nothing is compared."""
    return [
        marker.on for marker in markers if marker.kind in (Marker.Kind.REBASE, Marker.Kind.BREAK)
    ]


def with_unit(indicator: Indicator, value: float | None) -> str:
    """The figure as people say it: 75.4%, 14 per 10,000."""
    if indicator.is_share:
        return f"{plain(value)}%"
    return f"{plain(value)} {indicator.unit}"


def plain(value: float | None) -> str:
    """The figure with one decimal at most; "none" where there is none."""
    return NOTHING if value is None else f"{value:,.1f}".removesuffix(".0")


def column(values: Sequence[float | None], missing: str = NOTHING) -> list[str]:
    """The figures of one column of a table: all with one decimal, or none where all are whole."""
    decimals = int(any(value is not None and plain(value) != f"{value:,.0f}" for value in values))
    return [missing if value is None else f"{value:,.{decimals}f}" for value in values]
