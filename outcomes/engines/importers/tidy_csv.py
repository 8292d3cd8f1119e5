"""Reads a tidy CSV of figures: one row for each indicator, place and period; refuses what it cannot
understand.

Columns: indicator, area_code, area_name, period, value; and where the source tells them measure and
denominator. A row whose measure is "Count", beside another of the same indicator, place and period,
tells how many that rate is of.
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import StringIO

from coopservices.sentences import Sentence, sentence

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


def figures_in(file: bytes, *, name: str, indicators: Collection[str]) -> list[Figure]:
    """Every figure of the file, which must be of these indicators alone. Raises FiguresRefused."""
    found: dict[tuple[str, str, date], Figure] = {}
    counts: dict[tuple[str, str, date], Figure] = {}
    for line, row in _rows(file, name):
        try:
            figure = _figure(row, indicators)
            _keep(counts if row.get("measure", "").strip() == "Count" else found, figure)
        except ValueError as problem:
            raise _refused(name, line, problem.args[0]) from problem
    if not found and not counts:
        raise FiguresRefused(sentence("%(file)s: there are no figures in it.", file=name))
    return _together(found, counts, name)


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


def _rows(file: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FiguresRefused(
            sentence("%(file)s: this is not a text file in UTF-8.", file=name)
        ) from problem
    reader = csv.DictReader(StringIO(text, newline=""), strict=True, restkey="", restval=None)
    try:
        missing = [column for column in REQUIRED if column not in (reader.fieldnames or ())]
        if missing:
            columns = ", ".join(missing)
            raise _refused(name, 1, sentence("the column %(columns)s is missing.", columns=columns))
        for n, row in enumerate(reader):
            if n >= MOST_ROWS:
                too_many = sentence("more than %(number)s rows.", number=MOST_ROWS)
                raise _refused(name, reader.line_num, too_many)
            if "" in row or None in row.values():
                raise _refused(name, reader.line_num, sentence("not as many cells as columns."))
            yield reader.line_num, row
    except csv.Error as problem:
        broken = sentence("this cannot be read as CSV.")
        raise _refused(name, reader.line_num + 1, broken) from problem


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
    if not row["area_name"].strip() or any(
        len(row[column]) > longest for column, longest in LONGEST.items()
    ):
        raise ValueError(sentence("the name of the place or the period is empty or too long."))
    return Figure(
        indicator=row["indicator"],
        place_code=row["area_code"],
        place_name=row["area_name"].strip(),
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
    found: Mapping[tuple[str, str, date], Figure],
    counts: Mapping[tuple[str, str, date], Figure],
    name: str,
) -> list[Figure]:
    """The figures, each rate with the count it is of; an indicator that has only counts is one of
    counts.
    """
    if not {figure.indicator for figure in found.values()} & {
        figure.indicator for figure in counts.values()
    }:
        return [*found.values(), *counts.values()]
    return [
        replace(figure, numerator=_count(counts.get(address), name))
        for address, figure in found.items()
    ] + [
        figure
        for figure in counts.values()
        if not any(rate.indicator == figure.indicator for rate in found.values())
    ]


def _count(figure: Figure | None, name: str) -> int | None:
    if figure is None:
        return None
    if figure.value < 0 or figure.value != int(figure.value):
        raise FiguresRefused(
            sentence(
                "%(file)s: the count for %(place)s in %(period)s is not a whole number.",
                file=name,
                place=figure.place_name,
                period=figure.period,
            )
        )
    return int(figure.value)
