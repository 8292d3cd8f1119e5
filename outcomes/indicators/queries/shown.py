"""An indicator as its page shows it."""

from dataclasses import dataclass, replace

from outcomes.engines.documents import read
from outcomes.summaries.documents import DashboardAccount, IndicatorAccount
from outcomes.summaries.queries.charts import DrawnChart, charts_of, indicator_key
from outcomes.summaries.queries.lookup import latest_dashboard
from participation.models import Council


@dataclass(frozen=True)
class IndicatorShown:
    """An indicator with its chart; none while there are no figures to show."""

    account: IndicatorAccount
    chart: DrawnChart | None


def indicator_shown(council: Council, key: str) -> IndicatorShown | None:
    """An indicator of the latest dashboard with its chart, None if it has none of this key. Two
    queries.
    """
    summary = latest_dashboard(council)
    account = read(DashboardAccount, summary.document) if summary else DashboardAccount()
    found = next((indicator for indicator in account.indicators if indicator.key == key), None)
    if summary is None or found is None:
        return None
    chart = charts_of(summary, [indicator_key(key)]).get(indicator_key(key))
    return IndicatorShown(found, chart and replace(chart, headline=f"{found.name}, {found.unit}"))
