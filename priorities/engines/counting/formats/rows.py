"""Rows: a semicolon-separated file row by row, quotes understood, with line numbers."""

import csv
from collections.abc import Iterator

from priorities.engines.counting.formats.refusals import FileRefused

LONGEST_LINE = 1_000_000


class Rows:
    """The rows of `data` from `position` on; `line` is the last line read, counted from 1.

    Empty rows are left out. Raises FileRefused for text that is not UTF-8, broken quotes, or a
    line longer than a million bytes.
    """

    def __init__(self, data: bytes, *, file: str, position: int = 0, line: int = 0) -> None:
        self.data = data
        self.file = file
        self.position = position
        self.line = line

    def refused(self, reason: str, line: int | None = None) -> FileRefused:
        """Return the refusal for `line`, or for the line last read."""
        return FileRefused(self.file, line or self.line, reason)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the line on which it begins."""
        rows = csv.reader(self._lines(), delimiter=";", strict=True)
        while True:
            begin = self.line + 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                raise self.refused(
                    "quotation marks are not closed or not doubled, or a cell is too long.", begin
                ) from error
            if row is None:
                return
            if any(cell.strip() for cell in row):
                yield begin, row

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
