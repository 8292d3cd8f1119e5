"""Letters with codes, sheets of labels and posters, set by typst as PDF.

Words come in as data, in the language they are read in, and are text whatever they hold. The
typeface is Source Sans 3, which the folder `fonts` brings, so a sheet looks the same wherever it is
made.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import segno
import typst

_SHEETS = Path(__file__).parent
_MASK = 3  # any is right, and to try all eight takes five times as long


class Window(StrEnum):
    """Where the window of a letter's envelope is, by who puts it there; the table of `letter.typ`
    says what stands where. Source of NOTIFY: the letter specification of GOV.UK Notify, 2.4.
    """

    DL = "dl"
    NOTIFY = "notify"


@dataclass(frozen=True)
class LetterWords:
    """All that stands on every letter of a batch, in one language."""

    language: str
    council: str
    heading: str
    words: tuple[str, ...]
    how_heading: str
    steps: tuple[str, ...]
    codes_heading: str
    until: str
    notes: tuple[str, ...]
    is_test: str


@dataclass(frozen=True)
class PrintedCode:
    """One code as it is printed: its number in words, and the address that its QR code holds."""

    number: str
    code: str
    address: str


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, if that is known, and its codes in the language of each of its pages."""

    number: str
    to: tuple[str, ...]
    codes: tuple[tuple[PrintedCode, ...], ...]


@dataclass(frozen=True)
class PosterWords:
    """All that stands on a poster, in one language, and the address that its QR code holds."""

    language: str
    council: str
    heading: str
    lead: str
    scan: str
    shown_address: str
    until: str
    place: str
    address: str


def letters_pdf(
    pages: Sequence[LetterWords],
    letters: Sequence[Letter],
    *,
    is_large: bool,
    window: Window = Window.DL,
) -> bytes:
    """Return the letters as PDF, the address where the envelope has its window. Each has a page, or
    a few, for each of `pages`: one language a page. 4 ms a page.
    """
    return _set("letter.typ", _told(pages, letters, is_large=is_large, window=window))


def pages_of_letter(
    pages: Sequence[LetterWords], letter: Letter, *, is_large: bool, window: Window
) -> int:
    """Return how many pages one letter has."""
    told = _told(pages, [letter], is_large=is_large, window=window)
    found = typst.query(_SHEETS / "letter.typ", "<pages>", field="value", one=True, **_with(told))
    return int(found)


def _told(
    pages: Sequence[LetterWords], letters: Sequence[Letter], *, is_large: bool, window: Window
) -> object:
    return {
        "pages": [asdict(page) for page in pages],
        "is_large": is_large,
        "window": window,
        "letters": [
            {
                "number": letter.number,
                "to": letter.to,
                "codes": [[_drawn(code) for code in page] for page in letter.codes],
            }
            for letter in letters
        ],
    }


def labels_pdf(codes: Sequence[PrintedCode], *, heading: str, language: str) -> bytes:
    """Return the codes as PDF on sheets of 21 labels, 63.5 by 38.1 mm."""
    told = {
        "language": language,
        "heading": heading,
        "codes": [_drawn(code) for code in codes],
    }
    return _set("labels.typ", told)


def posters_pdf(pages: Sequence[PosterWords]) -> bytes:
    """Return a poster as PDF, a sheet for each language."""
    drawn = [{**asdict(each), "qr": _qr(each.address)} for each in pages]
    return _set("poster.typ", {"pages": drawn}, is_read=True)


def _drawn(code: PrintedCode) -> dict[str, str]:
    return {"number": code.number, "code": code.code, "qr": _qr(code.address)}


def _qr(address: str) -> str:
    """The QR code of an address, as SVG."""
    code = segno.make(address, error="m", micro=False, mask=_MASK)
    drawn: str = code.svg_inline(border=2, omitsize=True)
    return drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def _set(sheet: str, told: object, *, is_read: bool = False) -> bytes:
    """The PDF; with the tags that people hear it by, if it is read and not only printed."""
    pdf = typst.compile(_SHEETS / sheet, format="pdf", pdf_tags=is_read, **_with(told))
    if not isinstance(pdf, bytes):
        raise TypeError("A sheet is one document.")
    return pdf


def _with(told: object) -> dict[str, Any]:
    """What typst is handed beside a sheet: our fonts alone, and what stands on it."""
    return {
        "root": _SHEETS,
        "font_paths": [_SHEETS / "fonts"],
        "ignore_system_fonts": True,
        "sys_inputs": {"told": json.dumps(told)},
    }
