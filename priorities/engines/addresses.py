"""Addresses for letters, read from a file with one a row and a line in each column."""

import csv
import io

from python_calamine import CalamineError, CalamineWorkbook

from coopservices.sentences import Sentence, sentence
from participation.engines.voter_registers.lines import POSTCODE

MOST_LINES, LONGEST_LINE = 7, 60  # what the window of an envelope shows
FEWEST_POSTED = 3  # lines that GOV.UK Notify asks for
NEVER_FIRST = '@()=[]"\\/,<>~'  # characters with which it lets no line begin

Address = tuple[str, ...]


class AddressesUnreadable(ValueError):
    """A file holds no addresses that can be read; the message says why."""


def read_addresses(content: bytes) -> list[Address]:
    """Return the addresses of a CSV or XLSX file, in its order; empty rows are passed over.

    Raises AddressesUnreadable, with the row.
    """
    rows = _sheet(content) if content.startswith(b"PK") else _csv(content)
    addresses = [tuple(filter(None, map(_line, row))) for row in rows]
    for row, address in enumerate(addresses, 1):
        if len(address) > MOST_LINES or any(len(line) > LONGEST_LINE for line in address):
            raise AddressesUnreadable(
                sentence(
                    "Row %(row)s does not fit the window of an envelope: at most %(lines)s lines "
                    "of %(letters)s letters do.",
                    row=row,
                    lines=MOST_LINES,
                    letters=LONGEST_LINE,
                )
            )
    if not any(addresses):
        raise AddressesUnreadable(sentence("There are no addresses in this file."))
    return [address for address in addresses if address]


def problem_with_posting(address: Address) -> Sentence | None:
    """What GOV.UK Notify would say against an address; None if nothing. Source: its technical
    documentation, "Send a letter".
    """
    if not address or not POSTCODE.fullmatch("".join(address[-1].split()).lower()):
        return sentence("its last line must be a UK postcode and nothing else, as in M33 6RX.")
    if len(address) < FEWEST_POSTED:
        return sentence("it needs at least %(lines)s lines.", lines=FEWEST_POSTED)
    if any(line.startswith(tuple(NEVER_FIRST)) for line in address):
        return sentence("no line may begin with one of %(characters)s", characters=NEVER_FIRST)
    return None


def _line(cell: object) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return " ".join(str(int(cell) if isinstance(cell, float) and whole else cell).split())


def _sheet(content: bytes) -> list[list[object]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [list(row) for row in book.get_sheet_by_index(0).to_python()]
    except (CalamineError, ValueError, OSError) as problem:
        raise AddressesUnreadable(sentence("This spreadsheet cannot be read.")) from problem


def _csv(content: bytes) -> list[list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # as Excel saves it
    if "\0" in text:
        raise AddressesUnreadable(sentence("This file is neither CSV nor XLSX."))
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as problem:
        raise AddressesUnreadable(sentence("This file is neither CSV nor XLSX.")) from problem
