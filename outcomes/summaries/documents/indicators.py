"""Indicators as they are published: what their figures say, and the figures."""

from dataclasses import dataclass
from datetime import date

from coopservices.texts import Text
from outcomes.engines.intervals import Comparison, Interval
from outcomes.engines.spc.judgements import Direction, Judgement, judge
from outcomes.engines.spc.suitability import Drawing, Kind
from outcomes.engines.spc.xmr import ChartPoint, LastSegment
from outcomes.summaries.documents.findings import CommitmentName


@dataclass(frozen=True)
class Reading:
    """One figure as it may be shown: `value` is None where it would tell of too few people."""

    on: date
    period: str
    value: float | None
    interval: Interval | None


@dataclass(frozen=True)
class Comparator:
    """What stands beside an indicator's figures: a country by its name, or where it has none, the
    middle of so many similar councils.
    """

    country: str
    councils: int
    values: tuple[tuple[date, float], ...]


@dataclass(frozen=True)
class MarkerDocument:
    """Something agreed, or something that happened, with its day and its reason."""

    kind: str
    on: date
    value: float | None
    reason: Text


@dataclass(frozen=True)
class IndicatorDocument:
    """What the figures of one indicator say.

    `first` and `latest` are the first and the last reading that can be shown, `year_before` the one
    of a year before the last if nothing changed its meaning in between, `since_year_before` how
    they differ where their intervals tell, `beside` what others had in that period. `process` is
    what its process-behaviour chart says; None where none may be drawn, and `drawing` tells why.
    """

    key: str
    name: Text
    unit: Text
    sector: str
    sector_slug: str
    kind: Kind
    direction: Direction
    latest: Reading | None
    year_before: Reading | None
    since_year_before: Comparison | None
    beside: tuple[Comparator, ...]
    drawing: Drawing
    process: LastSegment | None
    target: float | None
    markers: tuple[MarkerDocument, ...]
    commitments: tuple[CommitmentName, ...] = ()
    first: Reading | None = None

    @property
    def is_share(self) -> bool:
        """Whether its figures are per cent of something."""
        return self.unit.english.startswith("%")

    @property
    def judgement(self) -> Judgement:
        """Whether it is getting better: since ever where it is a process, since a year before where
        it is a line.
        """
        if self.process:
            return self.process.variation
        if self.since_year_before is None:
            return Judgement.NOT_JUDGED
        return judge(self.since_year_before.heading, self.direction)


@dataclass(frozen=True)
class SourceDocument:
    """Whose the figures are, and under which licence, in their own words."""

    title: str
    publisher: str
    licence: str
    attribution: str


@dataclass(frozen=True)
class SeriesDocument:
    """The figures of one indicator, oldest first, with what they are compared with.

    `points` are the same figures as charted; () where only a line may be drawn.
    """

    place: str
    readings: tuple[Reading, ...]
    points: tuple[ChartPoint, ...]
    others: tuple[Comparator, ...]
    source: SourceDocument | None
