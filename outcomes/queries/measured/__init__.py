"""An indicator as it is published: what its figures say and no more, in words, a table and a picture."""

from dataclasses import dataclass, replace

from outcomes.engines.judgements import Direction
from outcomes.engines.series import Point
from outcomes.engines.suitability import Form, Kind, choose
from outcomes.engines.xmr import chart
from outcomes.models import Indicator
from outcomes.queries.accounts import IndicatorAccount
from outcomes.queries.charting import Sheet
from outcomes.queries.measured.charts import indicator_key, sheets_of, small_key
from outcomes.queries.measured.told import Told, cuts
from outcomes.queries.measured.words import account_of
from outcomes.queries.series import series_of

__all__ = ["Measured", "indicator_key", "measured", "small_key"]


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
        process = chart(points, direction=Direction(indicator.direction), target=told.target, rebases=cuts(markers))
        told = replace(told, chart=process)
    return Measured(account_of(told), tuple(sheets_of(told)))
