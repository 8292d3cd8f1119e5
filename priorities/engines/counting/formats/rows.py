"""Rows: a semicolon-separated file row by row, quotes understood, with line numbers."""

import csv
from collections.abc import Iterator

from priorities.engines.counting.formats.refusals import FileRefused, Notice

LONGEST_LINE = 1_000_000


class Rows:
    """The rows of `data` from `position` on; `line` is the last line read, counted from 1.

    Empty rows are left out. Where `width` is set, a line whose quotes are broken is read as it
    stands if it then has so many cells, with a notice. Raises FileRefused for text that is not
    UTF-8, other broken quotes, or a line longer than a million bytes.
    """

    def __init__(self, data: bytes, *, file: str, position: int = 0, line: int = 0) -> None:
        self.data = data
        self.file = file
        self.position = position
        self.line = line
        self.width: int | None = None
        self.notices: list[Notice] = []

    def refused(self, reason: str, line: int | None = None) -> FileRefused:
        """Return the refusal for `line`, or for the line last read."""
        return FileRefused(self.file, line or self.line, reason)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the line on which it begins."""
        rows = csv.reader(self._lines(), delimiter=";", strict=True)
        while True:
            begin, position = self.line + 1, self.position
            try:
                row = next(rows, None)
            except csv.Error as error:
                row = self._as_it_stands(begin, position)
                if row is None:
                    raise self.refused(
                        "quotation marks are not closed or not doubled, or a cell is too long.",
                        begin,
                    ) from error
                rows = csv.reader(self._lines(), delimiter=";", strict=True)
            if row is None:
                return
            if any(cell.strip() for cell in row):
                yield begin, row

    def _as_it_stands(self, begin: int, position: int) -> list[str] | None:
        """Go back to the line that began there, and return its cells with their quotation marks;
        None where they are not as many as there should be.
        """
        self.position, self.line = position, begin - 1
        row = next(self._lines()).rstrip("\r\n").split(";")
        if len(row) != self.width:
            return None
        text = "a quotation mark stands alone; the line is read as it stands."
        self.notices.append(Notice(begin, text))
        return [_unquoted(cell) for cell in row]

    def _lines(self) -> Iterator[str]:
        while self.position < len(self.data):
            end = self.data.find(b"\n", self.position) + 1 or len(self.data)
            raw, self.position, self.line = self.data[self.position : end], end, self.line + 1
            if len(raw) > LONGEST_LINE:
                raise self.refused("the line is longer than a million characters.")
            try:
                yield raw.decode().replace("\r\n", "\n")
            except UnicodeDecodeError as error:
                raise self.refused("the text is not UTF-8.") from error


def _unquoted(cell: str) -> str:
    """Return a cell without quotation marks round the whole of it, doubled ones within made one."""
    inside = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inside.replace('""', "")
    return inside.replace('""', '"') if is_quoted else cell
