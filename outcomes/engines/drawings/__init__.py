"""Drawing what the figures say: pictures are plain data, and `drawings.draw` makes SVG of one."""

from outcomes.engines.drawings.pictures import Bar, Bars, Dot, Line, Picture, Plot

__all__ = ["EDITION", "Bar", "Bars", "Dot", "Line", "Picture", "Plot"]

EDITION = 2  # raise it when a picture is drawn differently, so that every summary is drawn anew
