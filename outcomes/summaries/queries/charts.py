"""Charts: before they are drawn, as they are stored, and as a page shows them with words made at
the last moment.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from coopservices.languages import language_now
from outcomes.engines.charts import Picture
from outcomes.summaries.models import Chart, Summary


@dataclass(frozen=True)
class Sheet:
    """A chart to be drawn, its picture in each language by the language's code; `document` holds
    its figures where they stand with it and not in the summary's own document.
    """

    key: str
    pictures: dict[str, Picture]
    document: Any = None


@dataclass(frozen=True)
class StoredDrawing:
    """A chart as it is stored: drawn wide, and narrow where a phone needs another, with the
    document that stands with it.
    """

    svg: SafeString
    narrow_svg: SafeString
    document: Any


@dataclass(frozen=True)
class DrawnChart:
    """A chart as a page shows it, with its words and its table; the first cell of each row names
    it.
    """

    headline: str
    drawing: StoredDrawing
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rule_set: str
    source: str

    @property
    def svg(self) -> SafeString:
        """The drawing as most screens have room for it."""
        return self.drawing.svg

    @property
    def narrow_svg(self) -> SafeString:
        """The drawing as a phone has room for it; "" where the other will do."""
        return self.drawing.narrow_svg


def in_each_language(picture: Callable[[], Picture]) -> dict[str, Picture]:
    """A picture as it is made while each language of the pages is spoken. What people wrote is in
    the first of them.
    """
    pictures = {}
    for language, _name in settings.LANGUAGES:
        names_in = "" if language == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
        with override(language):
            pictures[language] = replace(picture(), names_in=names_in)
    return pictures


def drawings_of(summary: Summary, keys: Iterable[str]) -> dict[str, StoredDrawing]:
    """The drawings of a summary in the reader's language by their keys: those of these keys that it
    has. One query.
    """
    charts = Chart.objects.filter(summary=summary, language=language_now(), key__in=list(keys))
    return {chart.key: _stored(chart) for chart in charts}


def _stored(chart: Chart) -> StoredDrawing:
    wide, narrow = mark_safe(chart.svg), mark_safe(chart.narrow_svg)  # noqa: S308 (ours, and cleaned by safe_svg)
    return StoredDrawing(wide, narrow, chart.document)


def indicator_key(key: str) -> str:
    """The key of an indicator's chart."""
    return f"of/{key}"[:80]


def small_key(key: str) -> str:
    """The key of its small chart."""
    return f"small/{key}"[:80]


def card_of(summary: Summary, poll: str) -> bytes | None:
    """The card to share of a poll's result in the reader's language, as PNG; None where there is
    none. One query.
    """
    cards = summary.cards.filter(poll=poll, language=language_now())
    png = cards.values_list("png", flat=True).first()
    return None if png is None else bytes(png)


def wards_key(poll: str) -> str:
    """The key of the map of where a poll's ballots came from."""
    return f"{poll}/by-ward"


def question_key(poll: str, question: str, of: Sequence[str] = ()) -> str:
    """The key of a question's chart; of the ballots of these constituencies alone, if there are
    any.
    """
    return "/".join([poll, *of, question])[:80]
