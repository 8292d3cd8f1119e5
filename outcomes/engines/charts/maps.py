"""Draws places by their outlines. Where ballots came from: each place with its number, and round
the number a ring the larger the more there are; places that are told together have a dashed outline
and no ring. Where places lie: each a link, the one that the map is about filled in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any, Generic, Protocol, TypeVar
from xml.etree import ElementTree as ET

from shapely import Point
from shapely.affinity import affine_transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from outcomes.engines.charts.look import BLUE, FONT, GRID, INK, PAPER
from outcomes.engines.charts.pictures import Map, Whereabouts
from outcomes.engines.charts.safe_svg import SVG, titled

WIDTH, NARROW_WIDTH, HIGHEST = 640, 330, 620
MARGIN = 6


class _HasGeometry(Protocol):
    @property
    def geometry(self) -> dict[str, Any]: ...


Place = TypeVar("Place", bound=_HasGeometry)


@dataclass(frozen=True)
class _Placed(Generic[Place]):
    region: Place
    outline: BaseGeometry
    at: Point


def draw_map(picture: Map, width: int = WIDTH) -> str:
    """Return the map as SVG, north above."""
    placed, height = _placed(picture.regions, width)
    largest, smallest = width / 24, width / 90 + 4  # the radius of a ring
    root = _sheet(width, height)
    for each in placed:
        dashes = {} if each.region.number else {"stroke-dasharray": "2 4"}
        outline = {"fill": PAPER, "stroke": GRID if each.region.number else INK, **dashes}
        _add(root, "path", d=_path(each.outline), **{**outline, "stroke-width": 1.5})
    most = max((each.region.number or 0 for each in placed), default=0)
    for each in sorted(placed, key=lambda each: -(each.region.number or 0)):
        if each.region.number:
            radius = max(largest * sqrt(each.region.number / most), smallest)
            ring = {"cx": each.at.x, "cy": each.at.y, "r": radius, "stroke-width": 2.5}
            _add(root, "circle", fill=PAPER, stroke=BLUE, **ring)
    for each in placed:
        _write(root, each.region.label, each.at, width, INK)
    return titled(root, title=picture.title, description=picture.description)


def draw_whereabouts(picture: Whereabouts) -> str:
    """Return the map as SVG, north above, as a phone has room for it; elsewhere it stands beside a
    list. Its links are out of the way of the keyboard: the same stand as words in that list.
    """
    width = NARROW_WIDTH
    placed, height = _placed(picture.outlines, width)
    root = _sheet(width, height)
    for each in placed:
        found = each.region
        holds = _add(root, "a", href=found.href, tabindex=-1) if found.href else _add(root, "g")
        fill = BLUE if found.is_here else PAPER
        _add(holds, "path", d=_path(each.outline), fill=fill, stroke=INK, **{"stroke-width": 1.5})
        if found.label:
            _write(holds, found.label, each.at, width, PAPER if found.is_here else INK)
    return titled(root, title=picture.title, description=picture.description)


def draw_narrow_map(picture: Map) -> str:
    """Return the map as SVG for a phone."""
    return draw_map(picture, NARROW_WIDTH)


def _sheet(width: int, height: int) -> ET.Element:
    root = ET.Element(
        f"{{{SVG}}}svg", width=f"{width}", height=f"{height}", viewBox=f"0 0 {width} {height}"
    )
    _add(root, "rect", width=width, height=height, fill=PAPER)
    return root


def _write(into: ET.Element, words: str, at: Point, width: int, colour: str) -> None:
    letters = 15 if width == WIDTH else 11
    said = {"font-family": FONT, "font-size": letters, "text-anchor": "middle", "fill": colour}
    _add(into, "text", x=at.x, y=at.y + letters / 3, **said).text = words


def _placed(regions: Iterable[Place], width: int) -> tuple[list[_Placed[Place]], int]:
    """Each place on the sheet, and how high the sheet is."""
    outlines = [(region, shape(region.geometry)) for region in regions]
    west, south, east, north = unary_union([outline.envelope for _, outline in outlines]).bounds
    shrink = cos(
        radians((south + north) / 2)
    )  # a degree to the east is so much of one to the north
    scale = min(
        (width - 2 * MARGIN) / ((east - west) * shrink), (HIGHEST - 2 * MARGIN) / (north - south)
    )
    aside = (width - (east - west) * shrink * scale) / 2
    to_sheet = [scale * shrink, 0, 0, -scale, aside - west * shrink * scale, MARGIN + north * scale]
    drawn = [
        (region, affine_transform(outline, to_sheet).simplify(0.5)) for region, outline in outlines
    ]
    placed = [_Placed(region, drawn, drawn.representative_point()) for region, drawn in drawn]
    return placed, round((north - south) * scale + 2 * MARGIN)


def _path(outline: BaseGeometry) -> str:
    return " ".join(f"M{'L'.join(ring)}Z" for ring in _rings(outline))


def _rings(outline: BaseGeometry) -> Iterator[list[str]]:
    for part in getattr(outline, "geoms", [outline]):
        for ring in (part.exterior, *part.interiors):
            yield [f"{x:.1f},{y:.1f}" for x, y in ring.coords[:-1]]


def _add(root: ET.Element, name: str, **attributes: Any) -> ET.Element:
    return ET.SubElement(root, f"{{{SVG}}}{name}", _written(attributes))


def _written(attributes: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: f"{value:.1f}" if isinstance(value, float) else str(value)
        for name, value in attributes.items()
    }
