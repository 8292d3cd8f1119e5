"""Drawing what the figures say: pictures are plain data, and `drawings.draw` makes SVG of one."""

from outcomes.engines.charts.pictures import (
    Bar,
    Bars,
    Dot,
    LevelNames,
    Line,
    Map,
    Outline,
    Picture,
    Plot,
    Region,
    Whereabouts,
)

__all__ = [
    "Bar",
    "Bars",
    "Dot",
    "LevelNames",
    "Line",
    "Map",
    "Outline",
    "Picture",
    "Plot",
    "Region",
    "Whereabouts",
]
