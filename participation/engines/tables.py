"""A file as rows of cells, whichever program wrote it: CSV, XLSX or ODS."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from coopservices.sentences import Sentence, counted, sentence

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


def read_table(content: bytes, *, is_strict: bool = True) -> Table:
    """Return the table in a file, its first sheet if it has several. Unless `is_strict` there may
    be blank rows above its heading. Raises FileUnreadable, its `rows` too.
    """
    if not content.strip():
        raise FileUnreadable(sentence("This file is empty."))
    if content.startswith(_SPREADSHEETS):
        return _spreadsheet(content, is_strict=is_strict)
    return _csv(content, is_strict=is_strict)


def text_of(cell: Cell) -> str:
    """Return a cell as people read it: a number without a fraction is written without one."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())


def _table(found: Iterator[Row], encoding: str, expected: int, *, is_strict: bool) -> Table:
    number, cells = next(found, (0, ()))
    if number != 1 and (is_strict or not number):
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


def _csv(content: bytes, *, is_strict: bool) -> Table:
    encoding = _encoding_of(content)
    separator = max(SEPARATORS, key=lambda each: len(next(_records(content, encoding, each), [])))
    records = _records(content, encoding, separator)
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    return _table(_filled(records), encoding, lines, is_strict=is_strict)


def _encoding_of(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16
    if content.lstrip()[:1] == b"<":
        raise FileUnreadable(
            sentence(
                "This is a web page, whatever its name says, and no spreadsheet. Open it, and save "
                "it as CSV, XLSX or ODS."
            )
        )
    if content.startswith(b"%PDF"):
        raise FileUnreadable(
            sentence("This is a PDF, to be read by people. Ask for the list as CSV, XLSX or ODS.")
        )
    if empty := content.count(0):
        raise FileUnreadable(_damaged(content) if empty * 50 < len(content) else _OTHER)
    for encoding in (UTF_8, WINDOWS):
        if _is_written_in(content, encoding):
            return encoding
    raise FileUnreadable(
        sentence("The letters in this file cannot be read. Save it as “CSV UTF-8”.")
    )


_OTHER = sentence("This file is not CSV, XLSX or ODS. Save it as one of them.")


def _damaged(content: bytes) -> Sentence:
    """Where there are empty bytes in what is otherwise text."""
    lines = [str(n) for n, line in enumerate(content.split(b"\n"), 1) if b"\0" in line]
    return sentence(
        "This file is damaged: there are empty bytes in line %(lines)s. Get it again from where it "
        "came.",
        lines=", ".join(lines[:10]),
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


def _spreadsheet(content: bytes, *, is_strict: bool) -> Table:
    try:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                    raise FileUnreadable(sentence("This spreadsheet is too large to unpack."))
                _refuse_formulas(packed)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as problem:
        if isinstance(problem, FileUnreadable):
            raise
        raise FileUnreadable(
            sentence("This spreadsheet cannot be read. If it has a password, save it without one.")
        ) from problem
    rows = _with_those_above(sheet)
    return _table(_filled(rows), "", sheet.total_height, is_strict=is_strict)


_FORMULA = re.compile(
    rb'<c [^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f[ >/](?:(?!</c>).)*</c>', re.DOTALL
)


def _refuse_formulas(packed: zipfile.ZipFile) -> None:
    """A formula without the value that it last had would be read as an empty cell."""
    names = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    for name in sorted(names)[:1]:
        cells = [
            found[1].decode()
            for found in _FORMULA.finditer(packed.read(name))
            if not re.search(rb"<v>[^<]", found[0])
        ]
        if cells:
            raise FileUnreadable(
                counted(
                    "One cell holds a formula without a value: %(cells)s. Save the sheet with "
                    "values, and send it again.",
                    "%(number)s cells hold formulas without values: %(cells)s. Save the sheet with "
                    "values, and send it again.",
                    len(cells),
                    cells=", ".join(cells[:10]),
                )
            )


def _with_those_above(sheet: CalamineSheet) -> Iterator[Sequence[Cell]]:
    """Each row of a sheet, those above the first that is filled too, so that numbers hold."""
    above = sheet.start[0] if sheet.start else 0
    yield from ((),) * above
    yield from sheet.iter_rows()
