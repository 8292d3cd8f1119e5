"""An indicator as its page and the dashboard show it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page, Paginator

from coopservices.documents import read
from coopservices.listing import MOST_WORDS
from coopservices.templatetags.ui import as_written
from coopservices.texts import Text
from outcomes.indicators import words
from outcomes.summaries.documents import (
    DashboardDocument,
    IndicatorDocument,
    MarkerDocument,
    SeriesDocument,
)
from outcomes.summaries.models import Summary
from outcomes.summaries.queries.charts import (
    DrawnChart,
    StoredDrawing,
    drawings_of,
    indicator_key,
    small_key,
)
from outcomes.summaries.queries.lookup import latest_dashboard
from participation.models import Council, Sector
from participation.services.queries import sector_names


@dataclass(frozen=True)
class MarkerShown:
    """Something agreed, or something that happened, and what it is called."""

    name: str
    marker: MarkerDocument


@dataclass(frozen=True)
class IndicatorShown:
    """An indicator with a drawing of its figures; none while there are no figures to show. In a
    list it says what its sector is called now.
    """

    document: IndicatorDocument
    drawing: StoredDrawing | None
    sector: Text | str = ""

    @property
    def headline(self) -> str:
        """What its figures say."""
        return words.headline(self.document)

    @property
    def value(self) -> str:
        """The latest figure."""
        return words.value(self.document)

    @property
    def period(self) -> str:
        """The period of the latest figure."""
        return words.period(self.document.latest) if self.document.latest else ""

    @property
    def variation(self) -> str:
        """Whether it is getting better."""
        return words.variation(self.document)

    @property
    def reason(self) -> str:
        """What can be said where a change cannot be told from chance, and why no more."""
        return words.reason(self.document)

    @property
    def ends(self) -> tuple[str, ...]:
        """The first and the last figure of its line."""
        return words.ends(self.document)

    @property
    def tone(self) -> str:
        """The colour that says so."""
        return words.tone(self.document)

    @property
    def assurance(self) -> str:
        """Whether its target will be met."""
        return words.assurance(self.document)

    @property
    def comparison(self) -> str:
        """What others had at the same time."""
        return words.comparison(self.document)

    @property
    def caution(self) -> str:
        """Why it is drawn as a line."""
        return words.caution(self.document)

    @property
    def direction(self) -> str:
        """Which way is better."""
        return words.direction(self.document)

    @property
    def markers(self) -> list[MarkerShown]:
        """What was agreed, and what happened."""
        return [
            MarkerShown(words.marker_name(self.document, marker), marker)
            for marker in self.document.markers
        ]

    @cached_property
    def series(self) -> SeriesDocument | None:
        """The figures, oldest first."""
        return read(SeriesDocument, self.drawing.document) if self.drawing else None

    @property
    def table(self) -> dict[str, Sequence[str]]:
        """The figures column by column, each under its name; {} while there are none to show."""
        return words.table(self.series) if self.series else {}

    @property
    def chart(self) -> DrawnChart | None:
        """The chart with its table, named for what it measures."""
        series, table = self.series, self.table
        if self.drawing is None or series is None:
            return None
        places = {series.place, *(other.country for other in series.others)}
        return DrawnChart(
            headline=words.chart_name(self.document),
            drawing=self.drawing,
            columns=tuple(str(as_written(name)) if name in places else name for name in table),
            rows=tuple(zip(*table.values(), strict=True)),
            rule_set=words.rule_set(self.document, series),
            source=words.source(series),
        )


@dataclass(frozen=True)
class IndicatorsListed:
    """One page of the list, and its indicators, each with the small chart."""

    page: "Page[IndicatorDocument]"
    indicators: tuple[IndicatorShown, ...]


def indicators_listed(
    council: Council, searched: str, *, page: str | None, size: int
) -> IndicatorsListed:
    """A page of the indicators of the latest dashboard that hold every word that is searched for.
    Three queries.
    """
    summary, sectors = latest_dashboard(council), sector_names(council)
    documents = read(DashboardDocument, summary.document).indicators if summary else ()
    held = [each for each in documents if _holds(each, searched, sectors)]
    found = Paginator(held, size).get_page(page)
    return IndicatorsListed(found, with_small_charts(found, summary, sectors) if summary else ())


def with_small_charts(
    documents: Iterable[IndicatorDocument], summary: Summary, sectors: Mapping[str, Text]
) -> tuple[IndicatorShown, ...]:
    """Indicators of a summary, each with the small chart and what its sector is called, by the
    slugs of the sectors. One query.
    """
    documents = list(documents)
    drawings = drawings_of(summary, [small_key(each.key) for each in documents])
    return tuple(
        IndicatorShown(each, drawings.get(small_key(each.key)), sectors[each.sector_slug])
        for each in documents
    )


def _holds(indicator: IndicatorDocument, searched: str, sectors: Mapping[str, Text]) -> bool:
    texts = (indicator.name, indicator.unit, sectors[indicator.sector_slug])
    text = " ".join(word for text in texts for word in (text.english, text.welsh)).casefold()
    return all(word in text for word in searched.casefold().split()[:MOST_WORDS])


def indicators_about(
    council: Council, *, keys: Collection[str], sectors: Collection[int], most: int
) -> list[IndicatorShown]:
    """Indicators of the latest dashboard, each with the small chart: those of these keys, then
    those of these sectors, and no more than so many. Four queries at most.
    """
    summary = latest_dashboard(council) if keys or sectors else None
    if summary is None:
        return []
    slugs = set(Sector.objects.filter(pk__in=sectors).values_list("slug", flat=True))
    names = sector_names(council)
    documents = read(DashboardDocument, summary.document).indicators
    about = [each for each in documents if each.key in keys or each.sector_slug in slugs]
    found = sorted(about, key=lambda each: each.key not in keys)[:most]
    return [*with_small_charts(found, summary, names)]


def indicator_shown(council: Council, key: str) -> IndicatorShown | None:
    """An indicator of the latest dashboard with its chart, None if it has none of this key. Two
    queries.
    """
    summary = latest_dashboard(council)
    document = read(DashboardDocument, summary.document) if summary else DashboardDocument()
    found = next((indicator for indicator in document.indicators if indicator.key == key), None)
    if summary is None or found is None:
        return None
    return IndicatorShown(found, drawings_of(summary, [indicator_key(key)]).get(indicator_key(key)))
