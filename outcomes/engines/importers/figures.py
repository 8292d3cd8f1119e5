"""Reads a file of figures (CSV, XLSX or ODS): one row for each indicator, place and period; refuses
what it cannot understand, and says all that is wrong.

Columns: indicator, area_code, area_name, period, value; and where the source tells them measure and
denominator. A row whose measure is "Count", beside another of the same indicator, place and period,
tells how many that rate is of.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from coopservices.sentences import Sentence, sentence
from participation.engines.tables import Cell, FileUnreadable, Table, read_table, text_of

REQUIRED = ("indicator", "area_code", "area_name", "period", "value")
LONGEST = {"area_code": 9, "area_name": 120, "period": 30}
LARGEST = Decimal(10) ** 10
LARGEST_COUNT = 2**31 - 1
MOST_ROWS = 500_000
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FINANCIAL_YEAR_BEGINS = 4

_MONTH = re.compile(r"([A-Z][a-z]{2}) (\d{4})", re.ASCII)
_QUARTER = re.compile(r"Q([1-4]) (\d{4})", re.ASCII)
_SPLIT_YEAR = re.compile(r"(\d{4})[-/](\d{2})", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,8})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)


class FiguresRefused(Exception):
    """Why a file of figures cannot be taken, naming the file and the line that is wrong."""


def _refused(name: str, line: int, problem: Sentence) -> FiguresRefused:
    return FiguresRefused(
        sentence("%(file)s, line %(line)s: %(problem)s", file=name, line=line, problem=problem)
    )


@dataclass(frozen=True)
class Figure:
    """One figure as its source tells it."""

    indicator: str
    place_code: str
    place_name: str
    period: str
    starts_on: date
    value: Decimal
    numerator: int | None
    denominator: int | None

    @property
    def address(self) -> tuple[str, str, date]:
        """What there can be only one figure for."""
        return self.indicator, self.place_code, self.starts_on


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, by the number that a spreadsheet shows it by; 0 for the whole
    file.
    """

    row: int
    words: Sentence


@dataclass(frozen=True)
class FiguresRead:
    """What a file tells, and all that is wrong with it: with faults, there are no figures."""

    figures: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def figures_in(file: bytes, *, name: str, indicators: Collection[str]) -> list[Figure]:
    """Every figure of the file, which must be of these indicators alone. Raises FiguresRefused with
    the first thing that is wrong.
    """
    found = read_figures(file, indicators=indicators)
    for fault in found.faults[:1]:
        if not fault.row:
            told = sentence("%(file)s: %(problem)s", file=name, problem=fault.words)
            raise FiguresRefused(told)
        raise _refused(name, fault.row, fault.words)
    return found.figures


def read_figures(file: bytes, *, indicators: Collection[str]) -> FiguresRead:
    """Every figure of the file, which must be of these indicators alone, or all that is wrong."""
    found: dict[tuple[str, str, date], Figure] = {}
    counts: dict[tuple[str, str, date], Figure] = {}
    faults: list[Fault] = []
    try:
        for row, cells in _rows(read_table(file), faults):
            try:
                figure = _figure(cells, indicators)
                _keep(counts if cells.get("measure", "") == "Count" else found, figure)
            except ValueError as problem:
                faults.append(Fault(row, problem.args[0]))
    except FileUnreadable as problem:
        faults.append(Fault(problem.row, problem.args[0]))
    if not found and not counts and not faults:
        faults.append(Fault(0, sentence("there are no figures in it.")))
    return FiguresRead(faults=faults) if faults else _together(found, counts)


def starts_on(period: str) -> date:
    """The day a period begins: "Nov 2023", "Q3 2024", "2022-23" or "2022/23" (from April), "2023",
    "2023-11-30".

    Raises ValueError for anything else, and for a year such as "2022-24".
    """
    with suppress(ValueError):  # of a day that no calendar has
        if found := _first_day(period):
            return found
    raise ValueError(
        sentence(
            "“%(period)s” is no period. Write it like Nov 2023, 2022-23 or 2023-11-30.",
            period=period,
        )
    )


def _first_day(period: str) -> date | None:
    if found := _MONTH.fullmatch(period):
        if found[1] in MONTHS:
            return date(int(found[2]), MONTHS.index(found[1]) + 1, 1)
    elif found := _QUARTER.fullmatch(period):
        return date(int(found[2]), 3 * int(found[1]) - 2, 1)
    elif found := _SPLIT_YEAR.fullmatch(period):
        if int(found[2]) == (int(found[1]) + 1) % 100:
            return date(int(found[1]), FINANCIAL_YEAR_BEGINS, 1)
    elif found := _YEAR.fullmatch(period):
        return date(int(found[1]), 1, 1)
    elif _DAY.fullmatch(period):
        return date.fromisoformat(period)
    return None


def _rows(table: Table, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by its number, its cells by the plain names of their columns; one with more or fewer
    cells than columns is at fault.
    """
    names = ["_".join(name.casefold().split()) for name in table.heading]
    if missing := [column for column in REQUIRED if column not in names]:
        columns = ", ".join(missing)
        raise FileUnreadable(sentence("the column %(columns)s is missing.", columns=columns))
    for n, (row, cells) in enumerate(table.rows):
        if n >= MOST_ROWS:
            raise FileUnreadable(sentence("more than %(number)s rows.", number=MOST_ROWS), row)
        if _is_uneven(table, cells):
            faults.append(Fault(row, sentence("not as many cells as columns.")))
        else:
            yield row, dict(zip(names, map(_text, cells), strict=False))


def _is_uneven(table: Table, cells: Sequence[Cell]) -> bool:
    """Whether a row of text lost or gained a comma; the cells of a spreadsheet stand where they
    stand.
    """
    width = len(table.heading)
    if table.encoding:
        return len(cells) != width
    return any(text_of(cell) for cell in cells[width:])


def _text(cell: Cell) -> str:
    """A cell as the file's writer meant it: spreadsheets make the first day of Nov 2023 of it, and
    add a hair to numbers such as 78.8.
    """
    if isinstance(cell, date):
        is_month = cell.day == 1
        return f"{MONTHS[cell.month - 1]} {cell.year}" if is_month else f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:.8f}".rstrip("0")
    return text_of(cell)


def _figure(row: Mapping[str, str], indicators: Collection[str]) -> Figure:
    if row["indicator"] not in indicators:
        raise ValueError(
            sentence(
                "“%(key)s” is not an indicator of this council. Define it first.",
                key=row["indicator"],
            )
        )
    if not _CODE.fullmatch(row["area_code"]):
        raise ValueError(
            sentence(
                "“%(code)s” is not the code of a place, like E08000009.", code=row["area_code"]
            )
        )
    if not row["area_name"] or any(
        len(row[column]) > longest for column, longest in LONGEST.items()
    ):
        raise ValueError(sentence("the name of the place or the period is empty or too long."))
    return Figure(
        indicator=row["indicator"],
        place_code=row["area_code"],
        place_name=row["area_name"],
        period=row["period"],
        starts_on=starts_on(row["period"]),
        value=_number(row["value"]),
        numerator=None,
        denominator=_whole(row.get("denominator", "")),
    )


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text) or abs(Decimal(text)) >= LARGEST:
        raise ValueError(
            sentence("“%(text)s” is not a number. Leave out rows that have none.", text=text)
        )
    return round(Decimal(text), 4)


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or not 0 < int(text) <= LARGEST_COUNT:
        raise ValueError(
            sentence(
                "“%(text)s” is not the number of people or things that a share is of.", text=text
            )
        )
    return int(text)


def _keep(figures: dict[tuple[str, str, date], Figure], figure: Figure) -> None:
    if figure.address in figures:
        raise ValueError(
            sentence(
                "there is already a figure for %(place)s in %(period)s.",
                place=figure.place_name,
                period=figure.period,
            )
        )
    figures[figure.address] = figure


def _together(
    found: Mapping[tuple[str, str, date], Figure], counts: Mapping[tuple[str, str, date], Figure]
) -> FiguresRead:
    """The figures, each rate with the count it is of; an indicator that has only counts is one of
    counts.
    """
    if not {figure.indicator for figure in found.values()} & {
        figure.indicator for figure in counts.values()
    }:
        return FiguresRead([*found.values(), *counts.values()])
    rates = {figure.indicator for figure in found.values()}
    odd = [each for address, each in counts.items() if address in found and not _is_count(each)]
    if odd:
        return FiguresRead(faults=[Fault(0, _no_count(each)) for each in odd])
    told = [
        replace(figure, numerator=int(counts[address].value) if address in counts else None)
        for address, figure in found.items()
    ]
    return FiguresRead(told + [each for each in counts.values() if each.indicator not in rates])


def _is_count(figure: Figure) -> bool:
    return figure.value >= 0 and figure.value == int(figure.value)


def _no_count(figure: Figure) -> Sentence:
    return sentence(
        "the count for %(place)s in %(period)s is not a whole number.",
        place=figure.place_name,
        period=figure.period,
    )
