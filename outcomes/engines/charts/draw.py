"""From a picture to its SVG. Apart, because the library that draws is slow to load and no page
draws.
"""

from outcomes.engines.charts.bars import draw_bars, draw_narrow_bars
from outcomes.engines.charts.maps import draw_map, draw_narrow_map
from outcomes.engines.charts.pictures import Bars, Map, Picture
from outcomes.engines.charts.plots import draw_narrow_plot, draw_plot


def draw(picture: Picture) -> str:
    """Return the picture as SVG that brings no style, script or outside address of its own; about
    150 ms each.
    """
    if isinstance(picture, Map):
        return draw_map(picture)
    return draw_bars(picture) if isinstance(picture, Bars) else draw_plot(picture)


def draw_narrow(picture: Picture) -> str:
    """Return the picture as a phone has room for it; "" for a small plot, which has room
    everywhere.
    """
    if isinstance(picture, Map):
        return draw_narrow_map(picture)
    if isinstance(picture, Bars):
        return draw_narrow_bars(picture)
    return "" if picture.is_small else draw_narrow_plot(picture)
