"""Columns: cells and names of large delimited text as arrays of positions, no object each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from priorities.engines.counting.arrays import IntArray, SmallIntArray

WORD = 8
LONGEST_NUMBER = 15
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(WORD + 1)], dtype=np.uint64)
_ODD = 0x9E3779B97F4A7C15


class ColumnsFaulty(ValueError):
    """A row has not the cells it should; `line` is the first at fault, counted from 0."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Spans:
    """Pieces of a text: piece `i` is bytes `starts[i]` to `ends[i]`."""

    starts: IntArray
    ends: IntArray

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.starts)


class Table:
    """The rows of a semicolon-separated text without quotes; empty lines are left out.

    `lines` holds the line of each row, counted from 0. Raises ColumnsFaulty when a row has not
    `columns` cells.
    """

    def __init__(self, body: bytes, columns: int) -> None:
        text = body.replace(b"\r\n", b"\n")
        # Padding lets a word of eight bytes be read at any position.
        self.text = text + (b"" if text.endswith(b"\n") else b"\n") + bytes(WORD)
        self.bytes = np.frombuffer(self.text, dtype=np.uint8)
        self.rows, self.lines = self._rows()
        self._semicolons = self._grid(columns)

    def _rows(self) -> tuple[Spans, IntArray]:
        ends = np.flatnonzero(self.bytes == ord("\n"))
        starts = np.concatenate((ends[:0], [0], ends[:-1] + 1))
        lines = np.flatnonzero(ends > starts)
        return Spans(starts[lines], ends[lines]), lines

    def _grid(self, columns: int) -> IntArray:
        """Return where the semicolons of each row are, one row of positions for each."""
        found = np.flatnonzero(self.bytes == ord(";"))
        last = np.searchsorted(found, self.rows.ends)
        per_row = last - np.searchsorted(found, self.rows.starts)
        wrong = np.flatnonzero(per_row != columns - 1)
        if len(wrong):
            row = int(wrong[0])
            message = f"there are {per_row[row] + 1} cells where the heading has {columns}."
            raise ColumnsFaulty(message, int(self.lines[row]))
        return found.reshape(len(self.rows), columns - 1)

    def column(self, number: int) -> Spans:
        """Return the cells of one column, counted from 0."""
        grid = self._semicolons
        starts = self.rows.starts if number == 0 else grid[:, number - 1] + 1
        ends = self.rows.ends if number == grid.shape[1] else grid[:, number]
        return Spans(starts, ends)

    def items(self, cells: Spans) -> tuple[Spans, IntArray]:
        """Return the comma-separated items of `cells`, and where those of each cell begin.

        Items of cell `i` are `offsets[i]` to `offsets[i + 1]`; an empty cell has none.
        """
        commas = np.flatnonzero(self.bytes == ord(","))
        cell = np.searchsorted(cells.starts, commas, side="right") - 1
        inside = (cell >= 0) & (commas < cells.ends[cell]) if len(cells) else commas < 0
        commas, filled = commas[inside], cells.ends > cells.starts
        counts = np.bincount(cell[inside], minlength=len(cells)) + filled
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        starts = _merged(offsets[:-1][filled], cells.starts[filled], commas + 1, offsets[-1])
        ends = _merged(offsets[1:][filled] - 1, cells.ends[filled], commas, offsets[-1])
        return Spans(starts, ends), offsets

    def spelled(self, items: Spans, number: int) -> str:
        """Return the text of one item."""
        piece = self.text[items.starts[number] : items.ends[number]]
        return piece.decode(errors="replace")

    def trimmed(self, items: Spans) -> Spans:
        """Return the items without spaces around them, up to four on each side."""
        starts, ends = items.starts.copy(), items.ends.copy()
        for _ in range(4):
            starts += (starts < ends) & (self.bytes[starts] == ord(" "))
            ends -= (starts < ends) & (self.bytes[ends - 1] == ord(" "))
        return Spans(starts, ends)

    def whole_numbers(self, items: Spans) -> IntArray:
        """Return each item as a whole number of at most 15 digits, -1 where it is none."""
        sizes = items.ends - items.starts
        numbers = np.zeros(len(items), dtype=np.int64)
        good = (sizes > 0) & (sizes <= LONGEST_NUMBER)
        for place in range(min(int(sizes.max(initial=0)), LONGEST_NUMBER)):
            here = np.flatnonzero(good & (sizes > place))
            digits = self.bytes[items.starts[here] + place].astype(np.int64) - ord("0")
            good[here] = (digits >= 0) & (digits <= 9)
            numbers[here] = numbers[here] * 10 + digits
        return np.where(good, numbers, -1)

    def positions_in(self, names: Sequence[str], items: Spans) -> SmallIntArray:
        """Return where each item stands in `names`, -1 where it is none of them.

        A sum of the item's words, each times an odd number, finds the one name it can be; then
        length and words are compared, so the answer is exact.
        """
        spelled = [name.encode() for name in names]
        words = max(map(len, spelled)) // WORD + 1
        known = _Words.of_names(spelled, words)
        wanted = _Words.of_items(self, items, words)
        multipliers, order = known.distinct_multipliers()
        sums = known.sums(multipliers)[order]
        place = np.searchsorted(sums, wanted.sums(multipliers))
        guess = order[np.minimum(place, len(names) - 1)]
        return np.where(known.at(guess).equals(wanted), guess, -1).astype(np.int32)


@dataclass(frozen=True)
class _Words:
    """Pieces of text as lengths and 64-bit words, a column of words for each eight bytes."""

    sizes: IntArray
    words: tuple[NDArray[np.uint64], ...]

    @classmethod
    def of_names(cls, names: Sequence[bytes], words: int) -> "_Words":
        block = b"".join(name.ljust(words * WORD, b"\0") for name in names)
        grid = np.frombuffer(block, dtype="<u8").reshape(len(names), words)
        return cls(np.array([len(name) for name in names]), tuple(grid.T))

    @classmethod
    def of_items(cls, table: Table, items: Spans, words: int) -> "_Words":
        last = len(table.text) - WORD
        at_any_byte = np.ndarray((last + 1,), dtype="<u8", buffer=table.text, strides=(1,))
        sizes = items.ends - items.starts
        columns = []
        for begin in range(0, words * WORD, WORD):
            word = at_any_byte[np.minimum(items.starts + begin, last)]
            columns.append(word & _MASKS[np.clip(sizes - begin, 0, WORD)])
        return cls(sizes, tuple(columns))

    def sums(self, multipliers: Sequence[int]) -> NDArray[np.uint64]:
        total = np.zeros(len(self.sizes), dtype=np.uint64)
        for word, multiplier in zip(self.words, multipliers, strict=True):
            total += word * np.uint64(multiplier)
        return total

    def distinct_multipliers(self) -> tuple[list[int], IntArray]:
        """Return multipliers that give every name a sum of its own, and the order of the sums."""
        for seed in range(64):
            multipliers = [
                (_ODD * (2 * (seed + 64 * number) + 1)) % 2**64 for number in range(len(self.words))
            ]
            sums = self.sums(multipliers)
            order = np.argsort(sums, kind="stable")
            if (np.diff(sums[order]) != 0).all():
                return multipliers, order
        raise ValueError("The names are too alike to be distinguished.")

    def at(self, positions: IntArray) -> "_Words":
        return _Words(self.sizes[positions], tuple(word[positions] for word in self.words))

    def equals(self, other: "_Words") -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = self.sizes == other.sizes
        for mine, theirs in zip(self.words, other.words, strict=True):
            same &= mine == theirs
        return same


def _merged(places: IntArray, ours: IntArray, others: IntArray, size: np.int64) -> IntArray:
    """Return `size` numbers: `ours` at `places`, `others` everywhere else, in order."""
    merged = np.empty(size, dtype=np.int64)
    is_other = np.ones(size, dtype=bool)
    is_other[places] = False
    merged[places] = ours
    merged[is_other] = others
    return merged
