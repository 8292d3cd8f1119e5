"""Drawing what the figures say: pictures are plain data, and `drawings.draw` makes SVG of one."""

from outcomes.engines.charts.pictures import (
    Bar,
    Bars,
    Dot,
    LevelNames,
    Line,
    Map,
    Picture,
    Plot,
    Region,
)

__all__ = ["Bar", "Bars", "Dot", "LevelNames", "Line", "Map", "Picture", "Plot", "Region"]
