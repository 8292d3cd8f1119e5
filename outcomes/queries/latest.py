"""The latest summaries, read back as accounts and charts: what every page of results renders, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString, mark_safe

from outcomes.engines.documents import read
from outcomes.models import Chart, Summary
from outcomes.queries.accounts import DashboardAccount, IndicatorAccount, PollAccount, QuestionAccount, RoundAccount
from outcomes.queries.measured import indicator_key, small_key
from outcomes.queries.polled import question_key
from participation.models import Council
from priorities.models import Poll


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


@dataclass(frozen=True)
class QuestionShown:
    """A question's result with its chart; none where nobody answered it."""

    account: QuestionAccount
    chart: DrawnChart | None


@dataclass(frozen=True)
class PollShown:
    """A counted poll, as it is published."""

    account: PollAccount
    questions: list[QuestionShown]


@dataclass(frozen=True)
class IndicatorShown:
    """An indicator with its chart; none while there are no figures to show."""

    account: IndicatorAccount
    chart: DrawnChart | None


def poll_shown(poll: Poll) -> PollShown | None:
    """What the latest summary of its round says about a poll; None until it does. Two queries."""
    summary = Summary.objects.latest_rounds().filter(round=poll.round_id).first()
    polls = read(RoundAccount, summary.document).polls if summary else ()
    account = next((account for account in polls if account.id == str(poll.pk)), None)
    if summary is None or account is None:
        return None
    keys = {question.id: question_key(account.id, question.id) for question in account.questions}
    charts = _charts(summary, keys.values())
    return PollShown(account, [_question_shown(asked, charts.get(keys[asked.id])) for asked in account.questions])


def board_of(council: Council) -> tuple[DashboardAccount, list[IndicatorShown]]:
    """The latest dashboard, and its indicators each with the small chart. Two queries."""
    summary = _dashboard(council)
    if summary is None:
        return DashboardAccount(), []
    account = read(DashboardAccount, summary.document)
    charts = _charts(summary, [small_key(indicator.key) for indicator in account.indicators])
    return account, [IndicatorShown(each, charts.get(small_key(each.key))) for each in account.indicators]


def indicator_shown(council: Council, key: str) -> IndicatorShown | None:
    """An indicator of the latest dashboard with its chart, None if it has none of this key. Two queries."""
    summary = _dashboard(council)
    account = read(DashboardAccount, summary.document) if summary else DashboardAccount()
    found = next((indicator for indicator in account.indicators if indicator.key == key), None)
    if summary is None or found is None:
        return None
    chart = _charts(summary, [indicator_key(key)]).get(indicator_key(key))
    return IndicatorShown(found, chart and replace(chart, headline=f"{found.name}, {found.unit}"))


def _question_shown(asked: QuestionAccount, chart: DrawnChart | None) -> QuestionShown:
    """With a chart that is named for what it counts, since the page's own headline has said what it says."""
    name = "How many points each was given" if asked.unit == "points" else "How many voters chose each"
    return QuestionShown(asked, chart and replace(chart, headline=name))


def _dashboard(council: Council) -> Summary | None:
    return Summary.objects.of(council).latest_dashboards().first()


def _charts(summary: Summary, keys: Iterable[str]) -> dict[str, DrawnChart]:
    return {chart.key: _drawn(chart) for chart in Chart.objects.filter(summary=summary, key__in=list(keys))}


def _drawn(chart: Chart) -> DrawnChart:
    wide, narrow = mark_safe(chart.svg), mark_safe(chart.narrow_svg)  # noqa: S308 (ours, and cleaned by safe_svg)
    return DrawnChart(chart.headline, wide, narrow, chart.columns, chart.rows, chart.source, chart.rule_set)
