"""The head of a .pb file: META and PROJECTS, up to where the votes begin."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from priorities.engines.counting.formats.money import AmountRefused, amount
from priorities.engines.counting.formats.pb.election import SECTIONS
from priorities.engines.counting.formats.rows import Rows

OWN_COLUMNS = frozenset({"project_id", "cost", "name", "selected", "votes", "score"})


@dataclass(frozen=True)
class Project:
    """One row of PROJECTS."""

    line: int
    cells: Mapping[str, str]
    cost: Fraction | None

    @property
    def id(self) -> str:
        """The id as text."""
        return self.cells["project_id"]


@dataclass(frozen=True)
class Head:
    """META, PROJECTS and the heading of VOTES; the votes begin at byte `position` of the file.

    `line` is the line of that heading.
    """

    meta: Mapping[str, str]
    meta_lines: Mapping[str, int]
    projects: tuple[Project, ...]
    vote_columns: tuple[str, ...]
    position: int
    line: int

    def budget(self, rows: Rows) -> Fraction | None:
        """Return the budget, None where META has none. Raises FileRefused."""
        return _amount(rows, self.meta_lines.get("budget", 0), self.meta.get("budget", ""))


def read_head(rows: Rows) -> Head:
    """Return the head of the file that `rows` walks through. Raises FileRefused."""
    walk = iter(rows)
    _expect_section(rows, walk, "META")
    _heading(rows, walk, {"key", "value"})
    meta, meta_lines = _meta(rows, _until(rows, walk, "PROJECTS"))
    columns = _heading(rows, walk, {"project_id"})
    rows.width = len(columns)
    projects = _projects(rows, _until(rows, walk, "VOTES"), columns)
    rows.width = None
    vote_columns = _heading(rows, walk, {"voter_id", "vote"})
    return Head(meta, meta_lines, projects, vote_columns, rows.position, rows.line)


_Walk = Iterator[tuple[int, list[str]]]


def _section(row: list[str]) -> str | None:
    name = row[0].strip()
    return name if name in SECTIONS and not any(cell.strip() for cell in row[1:]) else None


def _expect_section(rows: Rows, walk: _Walk, name: str) -> None:
    line, row = next(walk, (1, [""]))
    if _section(row) != name:
        raise rows.refused(f"a .pb file begins with the word {name}.", line)


def _until(rows: Rows, walk: _Walk, end: str) -> _Walk:
    """Yield the rows of one section, up to the line that names the next."""
    for line, row in walk:
        name = _section(row)
        if name == end:
            return
        if name:
            raise rows.refused(f"{name} stands where {end} should come next.", line)
        yield line, row
    raise rows.refused(f"the file ends before {end}.")


def _heading(rows: Rows, walk: _Walk, needed: set[str]) -> tuple[str, ...]:
    line, row = next(walk, (rows.line, [""]))
    columns = tuple(cell.strip().lower() for cell in row)
    missing = sorted(needed - set(columns))
    if missing:
        raise rows.refused(f"the heading lacks {' and '.join(missing)}.", line)
    if len(set(columns)) < len(columns):
        raise rows.refused("the heading names a column twice.", line)
    return columns


def _meta(rows: Rows, section: _Walk) -> tuple[dict[str, str], dict[str, int]]:
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in section:
        key = row[0].strip()
        if key in meta:
            raise rows.refused(f'META says "{key[:40]}" twice.', line)
        # A value may hold semicolons that nobody quoted; a spreadsheet adds empty cells.
        meta[key] = ";".join(row[1:]).rstrip(";")
        lines[key] = line
    return meta, lines


def _projects(rows: Rows, section: _Walk, columns: tuple[str, ...]) -> tuple[Project, ...]:
    projects: dict[str, Project] = {}
    for line, row in section:
        project = _project(rows, line, row, columns)
        if project.id in projects:
            raise rows.refused(f'project "{project.id[:40]}" stands here twice.', line)
        projects[project.id] = project
    if not projects:
        raise rows.refused("there are no projects.")
    return tuple(projects.values())


def _project(rows: Rows, line: int, row: list[str], columns: tuple[str, ...]) -> Project:
    if len(row) != len(columns):
        raise rows.refused(
            f"there are {len(row)} cells where the heading has {len(columns)}.", line
        )
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
    if not re.fullmatch(r"[^,;\s](?:[^,;\x00-\x1f]*[^,;\s])?", cells["project_id"]):
        raise rows.refused("the project has no id, or one with a comma or semicolon.", line)
    return Project(line, cells, _amount(rows, line, cells.get("cost", "")))


def _amount(rows: Rows, line: int, text: str) -> Fraction | None:
    try:
        return amount(text) if text.strip() else None
    except AmountRefused as refusal:
        raise rows.refused(str(refusal), line) from refusal
