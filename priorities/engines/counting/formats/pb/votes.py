"""The votes of a .pb file as arrays, with the line of every fault."""

from dataclasses import dataclass, replace

import numpy as np

from priorities.engines.counting.arrays import IntArray, SmallIntArray, repeated
from priorities.engines.counting.ballots import Kind
from priorities.engines.counting.formats.pb.head import Head
from priorities.engines.counting.formats.pb.sheets import Sheet, sheets
from priorities.engines.counting.formats.refusals import Notice
from priorities.engines.counting.formats.rows import Rows

_MOST_POINTS = 2**60
_REPEATED = {
    Kind.APPROVAL: "the vote names a project twice; counted once.",
    Kind.POINTS: "the vote names a project twice; its points are added up.",
}


@dataclass(frozen=True)
class Marks:
    """The marks of all ballots, as in Ballots, with the line of each ballot."""

    offsets: IntArray
    chosen: SmallIntArray
    values: IntArray | None
    lines: IntArray
    notices: tuple[Notice, ...] = ()


def read_votes(rows: Rows, head: Head, kind: Kind) -> Marks:
    """Return the marks of the votes that follow `head`. Raises FileRefused.

    An approval ballot that repeats an option counts it once, and points given twice are added up,
    each with a notice; where marks have an order a repetition is refused, since it could mean two
    things.
    """
    names = [project.id for project in head.projects]
    return _joined([_marks(sheet, names, kind) for sheet in sheets(rows, head)], kind)


def _marks(sheet: Sheet, names: list[str], kind: Kind) -> Marks:
    chosen, offsets = sheet.options(names)
    if kind is Kind.SINGLE and (np.diff(offsets) > 1).any():
        sheet.refuse(int(np.argmax(np.diff(offsets) > 1)), "the vote names more than one project.")
    marks = Marks(offsets, chosen, sheet.values(kind, offsets), sheet.lines)
    repeats = repeated(offsets, chosen, len(names))
    if len(repeats):
        marks = _without_repeats(sheet, marks, repeats, kind)
    return _without_zeros(marks) if kind is Kind.POINTS else marks


def _joined(parts: list[Marks], kind: Kind) -> Marks:
    lengths = [np.empty(0, np.int64), *(np.diff(part.offsets) for part in parts)]
    values = [np.empty(0, np.int64), *(part.values for part in parts if part.values is not None)]
    return Marks(
        offsets=np.concatenate(([0], np.cumsum(np.concatenate(lengths)))),
        chosen=np.concatenate([np.empty(0, np.int32), *(part.chosen for part in parts)]),
        values=np.concatenate(values) if kind in {Kind.POINTS, Kind.RANKED} else None,
        lines=np.concatenate([np.empty(0, np.int64), *(part.lines for part in parts)]),
        notices=tuple(notice for part in parts for notice in part.notices),
    )


def _without_repeats(sheet: Sheet, marks: Marks, repeats: IntArray, kind: Kind) -> Marks:
    owners = np.searchsorted(marks.offsets, repeats, side="right") - 1
    if kind not in _REPEATED:
        sheet.refuse(int(owners[0]), "the vote names a project twice.")
    lines = marks.lines[np.unique(owners)].tolist()
    notices = tuple(Notice(line, _REPEATED[kind]) for line in lines)
    keep = np.ones(len(marks.chosen), dtype=bool)
    keep[repeats] = False
    added = _added_up(sheet, marks, repeats, keep) if kind is Kind.POINTS else marks
    return _kept(added, keep, notices)


def _added_up(sheet: Sheet, marks: Marks, repeats: IntArray, keep: IntArray) -> Marks:
    """Return the marks with the points of each repetition added to the first of its kind."""
    assert marks.values is not None, "points ballots have values"
    owners = np.repeat(np.arange(len(marks.lines)), np.diff(marks.offsets))
    keys = owners * (int(marks.chosen.max()) + 1) + marks.chosen
    _, which = np.unique(keys, return_inverse=True)
    if np.bincount(which, weights=marks.values).max() > _MOST_POINTS:
        sheet.refuse(int(owners[repeats[0]]), "the points are too large to add up.")
    totals = np.zeros(int(which.max()) + 1, dtype=np.int64)
    np.add.at(totals, which, marks.values)
    return replace(marks, values=np.where(keep, totals[which], marks.values))


def _without_zeros(marks: Marks) -> Marks:
    keep = marks.values != 0
    return marks if np.all(keep) else _kept(marks, np.asarray(keep), marks.notices)


def _kept(marks: Marks, keep: IntArray, notices: tuple[Notice, ...]) -> Marks:
    before = np.concatenate(([0], np.cumsum(keep)))
    values = None if marks.values is None else marks.values[keep]
    return Marks(before[marks.offsets], marks.chosen[keep], values, marks.lines, notices)
