"""Posters and cards: what people chose, on one sheet for a wall, or on a picture to share.

Both are set by typst with the type that it brings, so that they look the same wherever they are
made. Words are handed over as data, and are text whatever they hold.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import segno
import typst

SIZES = ("a4", "a3")
_SHEETS = Path(__file__).parent
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class PosterWords:
    """All words of a poster, in one language; `chosen` are titles in their order."""

    language: str
    council: str
    title: str
    headline: str
    chosen_heading: str
    chosen: tuple[str, ...]
    voted: str
    next_heading: str
    next: str
    scan: str


@dataclass(frozen=True)
class CardWords:
    """All words of a card, in one language; what is too long for it is cut off."""

    language: str
    council: str
    caption: str
    headline: str
    foot: str


def poster(words: PosterWords, *, size: str, address: str) -> bytes:
    """Return the poster as a tagged PDF of one sheet, with the address as a code to scan and in
    letters; about 200 ms.
    """
    drawn = segno.make(address, error="m").svg_inline(border=0)
    code = drawn.replace("<svg", f'<svg xmlns="{_SVG}"', 1)
    told = {**asdict(words), "address": address, "code": code}
    return _printed("poster.typ", told, format="pdf", paper=size)


def card(words: CardWords) -> bytes:
    """Return the card as PNG of 1200 by 630, the size that other sites show; about 200 ms."""
    return _printed("card.typ", asdict(words), format="png")


def _printed(
    sheet: str,
    told: dict[str, object],
    *,
    format: Literal["pdf", "png"],  # noqa: A002 (as typst calls it)
    paper: str = "",
) -> bytes:
    inputs = {"told": json.dumps(told), "paper": paper}
    return typst.compile(
        str(_SHEETS / sheet), format=format, ppi=72, sys_inputs=inputs, ignore_system_fonts=True
    )
