"""Arrays: the types of compact arrays, and the search for repeated marks in them."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray: TypeAlias = NDArray[np.int64]
SmallIntArray: TypeAlias = NDArray[np.int32]
BoolArray: TypeAlias = NDArray[np.bool_]
FloatArray: TypeAlias = NDArray[np.float64]

BLOCK = 2**22


def repeated(offsets: IntArray, chosen: SmallIntArray, options: int) -> IntArray:
    """Return the entries that mark an option their ballot has marked before, rising."""
    lengths = np.diff(offsets)
    if _are_marks_unique(offsets, chosen, options):
        return np.empty(0, dtype=np.int64)
    keys = np.repeat(np.arange(len(lengths)) * options, lengths) + chosen
    by_key = np.argsort(keys, kind="stable")
    again = np.flatnonzero(keys[by_key][1:] == keys[by_key][:-1]) + 1
    return np.sort(by_key[again])


def _are_marks_unique(offsets: IntArray, chosen: SmallIntArray, options: int) -> bool:
    """Tick every mark in a table of ballots by options, in blocks, and compare the ticks."""
    rows = max(BLOCK // options, 1)
    lengths = np.diff(offsets)
    for first in range(0, len(lengths), rows):
        block = lengths[first : first + rows]
        marks = chosen[offsets[first] : offsets[first + len(block)]]
        ticks = np.zeros(len(block) * options, dtype=bool)
        ticks[np.repeat(np.arange(len(block)) * options, block) + marks] = True
        if np.count_nonzero(ticks) < len(marks):
            return False
    return True
