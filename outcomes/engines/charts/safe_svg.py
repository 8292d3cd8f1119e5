"""SVG as our pages may carry it: shapes and text alone, with presentation attributes, a title and a
description.

What people wrote is never handed to the library that draws: some of it (a control character is
enough) ends the whole process. Stand-ins are drawn, and the words are put in their places
afterwards.
"""

import re
from typing import Any
from xml.etree import ElementTree as ET

import vl_convert

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "text", "tspan", "circle"})
ATTRIBUTES = frozenset(
    {
        "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "r", "cx", "cy", "width", "height",
        "viewBox", "transform",
        "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity",
        "stroke-linecap",
        "stroke-linejoin", "stroke-miterlimit", "opacity", "font-family", "font-size",
        "font-weight", "font-style",
        "text-anchor", "dominant-baseline",
    }
)  # fmt: skip
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INVISIBLE = frozenset({"background", "foreground"})

ET.register_namespace("", SVG)


class DrawingRefused(Exception):
    """A drawing holds something that a page of ours may not carry."""


class Words:
    """The words of a drawing, and what stands for each while it is drawn."""

    def __init__(self) -> None:
        self._by_stand_in: dict[str, tuple[str, str]] = {}

    def stand_in(self, words: str, language: str = "") -> str:
        """What to draw in the place of these words, which are in another language than the drawing
        where one is named.
        """
        stand_in = f"w{len(self._by_stand_in)}w"
        self._by_stand_in[stand_in] = NOT_XML.sub(" ", words), language
        return stand_in

    def put_into(self, root: ET.Element) -> None:
        """Write the words where their stand-ins were drawn."""
        for element in root.iter():
            if element.text in self._by_stand_in:
                element.text, language = self._by_stand_in[element.text]
                if language:
                    element.set("lang", language)


def safe_svg(specification: dict[str, Any], words: Words, *, title: str, description: str) -> str:
    """Draw a Vega-Lite specification, and keep of it what may be kept. Raises DrawingRefused for
    anything else.
    """
    root = cleaned(vl_convert.vegalite_to_svg(specification))
    words.put_into(root)
    return titled(root, title=title, description=description)


def titled(root: ET.Element, *, title: str, description: str) -> str:
    """The drawing as text, with its title and its description."""
    root.set("role", "img")
    root.set("focusable", "false")
    root.set("direction", "ltr")  # of the drawing, whichever way its page is read
    for place, (name, said) in enumerate([("title", title), ("desc", description)]):
        kept = ET.Element(f"{{{SVG}}}{name}")
        kept.text = NOT_XML.sub(" ", said)
        root.insert(place, kept)
    return ET.tostring(root, encoding="unicode")


def cleaned(drawn: str) -> ET.Element:
    """The drawing, of its attributes only those that draw. Raises DrawingRefused for an element
    that does more.
    """
    root = ET.fromstring(drawn)  # noqa: S314 (our own drawing, without a word from outside)
    _clean(root)
    return root


def _clean(element: ET.Element) -> None:
    name = element.tag.removeprefix(f"{{{SVG}}}")
    if name not in ELEMENTS:
        raise DrawingRefused(f"A drawing may not hold the element {name}.")
    for child in list(element):
        if child.get("class") in _INVISIBLE and child.get("fill", "none") == "none":
            element.remove(child)
        else:
            _clean(child)
    for attribute in set(element.attrib) - ATTRIBUTES:
        del element.attrib[attribute]
    if any("url(" in value for value in element.attrib.values()):
        raise DrawingRefused("A drawing may not point to anything.")
