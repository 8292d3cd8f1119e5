"""Sheets: the votes of a .pb file laid out as tables, block by block, with their lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from priorities.engines.counting.arrays import IntArray, SmallIntArray
from priorities.engines.counting.ballots import Kind
from priorities.engines.counting.formats.columns import ColumnsFaulty, Spans, Table
from priorities.engines.counting.formats.pb.head import Head
from priorities.engines.counting.formats.rows import LONGEST_LINE, Rows

BLOCK = 2**22


@dataclass(frozen=True)
class Sheet:
    """A table of votes; `lines` is the line of each row in the file, counted from 1."""

    rows: Rows
    table: Table
    columns: tuple[str, ...]
    lines: IntArray

    def refuse(self, row: int, reason: str) -> NoReturn:
        """Refuse the file for one row of this sheet."""
        raise self.rows.refused(reason, int(self.lines[row]))

    def options(self, names: list[str]) -> tuple[SmallIntArray, IntArray]:
        """Return the option of every mark, and where the marks of each ballot begin."""
        items, offsets = self._items("vote")
        chosen = self.table.positions_in(names, items)
        if (chosen < 0).any():
            items = self.table.trimmed(items)
            chosen = self.table.positions_in(names, items)
        unknown = np.flatnonzero(chosen < 0)
        if len(unknown):
            name = self.table.spelled(items, unknown[0])[:40]
            reason = f'the vote names "{name}", which is not a project.'
            self.refuse(_owner(offsets, unknown[0]), reason)
        return chosen, offsets

    def values(self, kind: Kind, offsets: IntArray) -> IntArray | None:
        """Return the rank or the points of every mark, None where the kind has neither."""
        if kind is Kind.RANKED:
            lengths = np.diff(offsets)
            return np.arange(1, offsets[-1] + 1) - np.repeat(offsets[:-1], lengths)
        return self._points(offsets) if kind is Kind.POINTS else None

    def _points(self, offsets: IntArray) -> IntArray:
        if "points" not in self.columns:
            raise self.rows.refused("the heading lacks points, which these votes need.")
        items, own = self._items("points")
        if (own != offsets).any():
            row = int(np.argmax(np.diff(own) != np.diff(offsets)))
            self.refuse(row, "there are not as many points as projects.")
        points = self.table.whole_numbers(items)
        if (points < 0).any():
            points = self.table.whole_numbers(self.table.trimmed(items))
        wrong = np.flatnonzero(points < 0)
        if len(wrong):
            text = self.table.spelled(items, wrong[0])[:40]
            self.refuse(_owner(offsets, wrong[0]), f'"{text}" is not a whole number of points.')
        return points

    def _items(self, column: str) -> tuple[Spans, IntArray]:
        return self.table.items(self.table.column(self.columns.index(column)))


def sheets(rows: Rows, head: Head) -> Iterator[Sheet]:
    """Yield the votes in blocks, so that a large file needs little memory beyond its own.

    Raises FileRefused.
    """
    if rows.data.find(b'"', head.position) >= 0:
        yield _quoted_sheet(rows, head)
        return
    position, line = head.position, head.line + 1
    while position < len(rows.data):
        end = rows.data.find(b"\n", position + BLOCK) + 1 or len(rows.data)
        block = rows.data[position:end]
        yield _sheet(rows, head, block, line)
        position, line = end, line + block.count(b"\n")


def _sheet(rows: Rows, head: Head, block: bytes, first: int) -> Sheet:
    _check_text(rows, block, first)
    try:
        table = Table(block, len(head.vote_columns))
    except ColumnsFaulty as fault:
        raise rows.refused(str(fault), first + fault.line) from fault
    return _filled(Sheet(rows, table, head.vote_columns, table.lines + first))


def _filled(sheet: Sheet) -> Sheet:
    spans, width = sheet.table.rows, len(sheet.columns)
    empty = np.flatnonzero(spans.ends - spans.starts < width)
    if len(empty):
        sheet.refuse(int(empty[0]), "the row has neither a voter nor a vote.")
    return sheet


def _check_text(rows: Rows, body: bytes, first: int) -> None:
    try:
        body.decode()
    except UnicodeDecodeError as error:
        line = first + body.count(b"\n", 0, error.start)
        raise rows.refused("the text is not UTF-8.", line) from error
    ends = np.flatnonzero(np.frombuffer(body + b"\n", dtype=np.uint8) == ord("\n"))
    too_long = np.flatnonzero(np.diff(ends, prepend=-1) > LONGEST_LINE)
    if len(too_long):
        line = first + int(too_long[0])
        raise rows.refused("the line is longer than a million characters.", line)


def _quoted_sheet(rows: Rows, head: Head) -> Sheet:
    """Return the votes of a file that quotes cells, read row by row and laid out without."""
    walk = Rows(rows.data, file=rows.file, position=head.position, line=head.line)
    columns = [name for name in ("voter_id", "vote", "points") if name in head.vote_columns]
    needed = [head.vote_columns.index(name) for name in columns[1:]]
    lines, body = [], []
    for line, row in walk:
        if len(row) != len(head.vote_columns):
            reason = f"there are {len(row)} cells where the heading has {len(head.vote_columns)}."
            raise rows.refused(reason, line)
        cells = [row[number] for number in needed]
        if any(mark in cell for cell in cells for mark in ";\n"):
            raise rows.refused("a vote holds a semicolon or a new line.", line)
        lines.append(line)
        body.append(";".join(["v", *cells]))
    table = Table("\n".join(body).encode(), len(columns))
    return Sheet(rows, table, tuple(columns), np.array(lines, dtype=np.int64))


def _owner(offsets: IntArray, item: np.int64) -> int:
    return int(np.searchsorted(offsets, item, side="right")) - 1
