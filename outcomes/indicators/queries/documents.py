"""An indicator as it is published: what its figures say and no more, in words, a table and a
picture.
"""

from dataclasses import dataclass, replace

from outcomes.engines.spc.judgements import Direction
from outcomes.engines.spc.series import Point
from outcomes.engines.spc.suitability import Form, Kind, choose
from outcomes.engines.spc.xmr import chart
from outcomes.indicators.models import Indicator
from outcomes.indicators.queries.chart_inputs import Told, cuts
from outcomes.indicators.queries.charts import sheets_of
from outcomes.indicators.queries.series import series_of
from outcomes.indicators.queries.words import account_of
from outcomes.summaries.documents import IndicatorAccount
from outcomes.summaries.queries.charts import Sheet


@dataclass(frozen=True)
class Measured:
    """An indicator's account, and its chart: large, and small for the board."""

    account: IndicatorAccount
    sheets: tuple[Sheet, ...]


def measured(indicator: Indicator) -> Measured:
    """What is published about an indicator. Three queries."""
    markers = list(indicator.markers.all())
    series = series_of(indicator)
    points = [Point(reading.on, reading.value) for reading in series.readings]
    drawing = choose(Kind(indicator.kind), points, rebases=cuts(markers))
    told = Told(indicator, series, markers, drawing, None)
    if drawing.form is Form.XMR:
        process = chart(
            points,
            direction=Direction(indicator.direction),
            target=told.target,
            rebases=cuts(markers),
        )
        told = replace(told, chart=process)
    return Measured(account_of(told), tuple(sheets_of(told)))
