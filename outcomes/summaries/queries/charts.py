"""Charts before they are drawn: headline, table, picture, rules and source, all of
them plain data.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from outcomes.engines.charts import Picture
from outcomes.summaries.models import Chart, Summary


@dataclass(frozen=True)
class Sheet:
    """A chart to be drawn; the first cell of each row names it."""

    key: str
    headline: str
    rule_set: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: Picture


@dataclass(frozen=True)
class DrawnChart:
    """A chart as a page shows it, with its table."""

    headline: str
    svg: SafeString
    narrow_svg: SafeString
    columns: list[str]
    rows: list[list[str]]
    source: str
    rule_set: str


def charts_of(summary: Summary, keys: Iterable[str]) -> dict[str, DrawnChart]:
    """The charts of a summary by their keys: those of these keys that it has. One query."""
    return {
        chart.key: _drawn(chart)
        for chart in Chart.objects.filter(summary=summary, key__in=list(keys))
    }


def _drawn(chart: Chart) -> DrawnChart:
    wide, narrow = mark_safe(chart.svg), mark_safe(chart.narrow_svg)  # noqa: S308 (ours, and cleaned by safe_svg)
    return DrawnChart(
        chart.headline, wide, narrow, chart.columns, chart.rows, chart.source, chart.rule_set
    )


def indicator_key(key: str) -> str:
    """The key of an indicator's chart."""
    return f"of/{key}"[:80]


def small_key(key: str) -> str:
    """The key of its small chart."""
    return f"small/{key}"[:80]


def question_key(poll: str, question: str) -> str:
    """The key of a question's chart."""
    return f"{poll}/{question}"[:80]
