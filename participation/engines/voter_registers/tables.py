"""A register's file as rows of cells, whichever program wrote it: CSV, XLSX or ODS."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from coopservices.sentences import Sentence, sentence

Cell: TypeAlias = object
Row: TypeAlias = tuple[int, Sequence[Cell]]
"""The number that it has in the file, the heading's being 1, and its cells."""

SEPARATORS = ",;\t|"
UTF_8, UTF_16, WINDOWS = "utf-8-sig", "utf-16", "cp1252"
MOST_UNPACKED = 1 << 30  # bytes: a spreadsheet of a few megabytes can claim to hold any number
_PIECE = 1 << 20
_SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0")  # ZIP; and what is locked with a password


class FileUnreadable(ValueError):
    """No table can be read from a file, or not all of it; the message says what to do."""

    def __init__(self, words: Sentence, row: int = 1) -> None:
        super().__init__(words)
        self.row = row


@dataclass(frozen=True)
class Table:
    """A heading, and the rows under it as they come: those with nothing in them are left out.

    `encoding` is how text was written, "" in a spreadsheet; `expected` is about how many rows there
    will be.
    """

    heading: tuple[str, ...]
    rows: Iterator[Row]
    encoding: str
    expected: int


def read_table(content: bytes) -> Table:
    """Return the table in a file, its first sheet if it has several. Raises FileUnreadable, its
    `rows` too.
    """
    if not content.strip():
        raise FileUnreadable(sentence("This file is empty."))
    if content.startswith(_SPREADSHEETS):
        return _spreadsheet(content)
    return _csv(content)


def text_of(cell: Cell) -> str:
    """Return a cell as people read it: a number without a fraction is written without one."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())


def _table(found: Iterator[Row], encoding: str, expected: int) -> Table:
    number, cells = next(found, (0, ()))
    if number != 1:
        raise FileUnreadable(sentence("The first row must say what stands in each column."))
    heading = [text_of(cell) for cell in cells]
    while heading and not heading[-1]:
        heading.pop()
    return Table(tuple(heading), found, encoding, max(expected - 1, 1))


def _filled(rows: Iterator[Sequence[Cell]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 1):
        if any(text_of(cell) for cell in cells):
            yield number, cells


# --- CSV ------------------------------------------------------------------------------------------


def _csv(content: bytes) -> Table:
    encoding = _encoding_of(content)
    separator = max(SEPARATORS, key=lambda each: len(next(_records(content, encoding, each), [])))
    records = _records(content, encoding, separator)
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    return _table(_filled(records), encoding, lines)


def _encoding_of(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16
    if b"\0" in content or content.lstrip()[:1] == b"<":
        raise FileUnreadable(sentence("This file is not CSV, XLSX or ODS. Save it as one of them."))
    for encoding in (UTF_8, WINDOWS):
        if _is_written_in(content, encoding):
            return encoding
    raise FileUnreadable(
        sentence("The letters in this file cannot be read. Save it as “CSV UTF-8”.")
    )


def _is_written_in(content: bytes, encoding: str) -> bool:
    """Whether every byte makes sense so; a piece at a time, for the file may be large."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _PIECE):
            decoder.decode(content[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _records(content: bytes, encoding: str, separator: str) -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    number = 0
    try:
        for number, record in enumerate(csv.reader(text, delimiter=separator), 1):  # noqa: B007
            yield record
    except (csv.Error, UnicodeDecodeError) as problem:
        raise FileUnreadable(
            sentence(
                "The file cannot be read from line %(line)s on. Is a quotation mark never closed?",
                line=number + 1,
            ),
            number + 1,
        ) from problem


# --- Spreadsheets ---------------------------------------------------------------------------------


def _spreadsheet(content: bytes) -> Table:
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                    raise FileUnreadable(sentence("This spreadsheet is too large to unpack."))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as problem:
        if isinstance(problem, FileUnreadable):
            raise
        raise FileUnreadable(
            sentence("This spreadsheet cannot be read. If it has a password, save it without one.")
        ) from problem
    rows = _with_those_above(sheet)
    return _table(_filled(rows), "", sheet.total_height)


def _with_those_above(sheet: CalamineSheet) -> Iterator[Sequence[Cell]]:
    """Each row of a sheet, those above the first that is filled too, so that numbers hold."""
    above = sheet.start[0] if sheet.start else 0
    yield from ((),) * above
    yield from sheet.iter_rows()
