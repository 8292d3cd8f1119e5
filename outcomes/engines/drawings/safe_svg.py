"""SVG as our pages may carry it: shapes and text alone, with presentation attributes, a title and a description."""

from typing import Any
from xml.etree import ElementTree as ET

import vl_convert

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "text", "tspan", "circle"})
ATTRIBUTES = frozenset(
    {
        "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "r", "cx", "cy", "width", "height", "viewBox", "transform",
        "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap",
        "stroke-linejoin", "stroke-miterlimit", "opacity", "font-family", "font-size", "font-weight", "font-style",
        "text-anchor", "dominant-baseline",
    }
)  # fmt: skip
_INVISIBLE = frozenset({"background", "foreground"})

ET.register_namespace("", SVG)


class DrawingRefused(Exception):
    """A drawing holds something that a page of ours may not carry."""


def safe_svg(specification: dict[str, Any], *, title: str, description: str) -> str:
    """Draw a Vega-Lite specification, and keep of it what may be kept. Raises DrawingRefused for anything outside."""
    return cleaned(vl_convert.vegalite_to_svg(specification), title=title, description=description)


def cleaned(drawn: str, *, title: str, description: str) -> str:
    """The drawing with its role, title and description, and of its attributes those that draw."""
    root = ET.fromstring(drawn)  # noqa: S314 (our own drawing; its text is escaped before it gets here)
    _clean(root)
    root.set("role", "img")
    root.set("focusable", "false")
    for place, (name, words) in enumerate([("title", title), ("desc", description)]):
        told = ET.Element(f"{{{SVG}}}{name}")
        told.text = words
        root.insert(place, told)
    return ET.tostring(root, encoding="unicode")


def _clean(element: ET.Element) -> None:
    name = element.tag.removeprefix(f"{{{SVG}}}")
    if name not in ELEMENTS:
        raise DrawingRefused(f"A drawing may not hold the element {name}.")
    if any("url(" in value or "javascript:" in value.lower() for value in element.attrib.values()):
        raise DrawingRefused("A drawing may not point to anything.")
    for child in list(element):
        if child.get("class") in _INVISIBLE and child.get("fill", "none") == "none":
            element.remove(child)
        else:
            _clean(child)
    for attribute in set(element.attrib) - ATTRIBUTES:
        del element.attrib[attribute]
