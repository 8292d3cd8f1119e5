"""Scottish ward files: the ballots of a council ward as comma-separated values, and the writer."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from priorities.engines.counting.ballots import Kind, Option
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.papers import Papers, places, weighted
from priorities.engines.counting.formats.refusals import CannotWrite, Notice
from priorities.engines.counting.formats.text import Lines

_CANDIDATE = re.compile(r"Candidate ([1-9][0-9]{0,8})", re.ASCII)


@dataclass(frozen=True)
class Ward(Election):
    """A ward: its ballots, name, seats, and the party of each candidate. Candidates' ids are their
    numbers.
    """

    parties: Mapping[str, str] = field(default_factory=dict)


def read_ward(data: bytes, /, *, file: str) -> Ward:
    """Return the ward in a file of the shape that mggg/scot-elex publishes.

    First the numbers of candidates and seats; then a row a ballot, with how many cast it and the
    candidates' numbers, best first; then a row a candidate ("Candidate 1", name, party); last the
    ward's name. Raises FileRefused.
    """
    lines = Lines(data, file=file)
    notices: list[Notice] = []
    rows = _rows(lines, notices)
    size, seats = _heading(lines, next(rows, []))
    names = [str(number) for number in range(1, size + 1)]
    papers, candidates, title = Papers(lines, names), _Candidates(lines, size), ""
    for row in rows:
        if title:
            raise lines.refused("there is a row after the name of the ward.")
        if row[0].isdecimal() and not candidates.options:
            papers.add(*_ballot(lines, row, size))
        elif _CANDIDATE.fullmatch(row[0]):
            candidates.add(row)
        else:
            title = _title(lines, row)
    candidates.expect_all()
    return Ward(
        papers.ballots(candidates.options),
        title,
        seats,
        notices=tuple(notices),
        parties=candidates.parties,
    )


def _rows(lines: Lines, notices: list[Notice]) -> Iterator[list[str]]:
    """Yield each row that is not empty, without the empty cells at its end."""
    for line in lines:
        row = _cells(lines, line, notices)
        while row and not row[-1]:
            row.pop()
        if row:
            yield row


def _cells(lines: Lines, line: str, notices: list[Notice]) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error as error:
        name = _name_in_quotes(line)
        if name is None:
            raise lines.refused(
                "quotation marks are not closed or not doubled, or a cell is too long."
            ) from error
        notices.append(Notice(lines.number, "a name is quoted more than once; read without."))
        return [name]


def _name_in_quotes(line: str) -> str | None:
    """Return the name on a line that quotes it twice or more, with spaces between, as published
    files quote the name of a ward: no csv, yet it has one meaning. Else None.
    """
    text = line.rstrip(",")
    name = text.strip('" ')
    is_quoted = text.startswith('""') and text.endswith('""')
    return name if is_quoted and name and '"' not in name else None


def _heading(lines: Lines, row: list[str]) -> tuple[int, int]:
    if len(row) != 2:
        raise lines.refused("a ward file begins with the numbers of candidates and seats.")
    size, seats = (lines.whole(cell, "a number of candidates or seats") for cell in row)
    if not 1 <= size <= 100_000 or seats < 1:
        raise lines.refused(
            "there must be a candidate and a seat, and no more than 100,000 candidates."
        )
    return size, seats


def _ballot(lines: Lines, row: list[str], size: int) -> tuple[int, list[list[str]]]:
    if len(row) > size + 1:
        raise lines.refused("the ballot ranks more candidates than there are.")
    return lines.whole(row[0], "a number of voters"), [[number] for number in row[1:]]


def _title(lines: Lines, row: list[str]) -> str:
    if len(row) != 1 or row[0].isdecimal():
        raise lines.refused(
            "the row is neither a ballot, nor a candidate, nor the name of the ward."
        )
    return row[0]


class _Candidates:
    """The candidates read so far, who must come in the order of their numbers."""

    def __init__(self, lines: Lines, size: int) -> None:
        self._lines = lines
        self._size = size
        self.options: list[Option] = []
        self.parties: dict[str, str] = {}

    def add(self, row: list[str]) -> None:
        number = row[0].removeprefix("Candidate ")
        if int(number) != len(self.options) + 1 or int(number) > self._size:
            raise self._lines.refused(f"candidate {number} is out of order, or one too many.")
        if len(row) not in {2, 3}:
            raise self._lines.refused("a candidate has a number, a name and a party.")
        self.options.append(Option(number, row[1]))
        self.parties[number] = row[2] if len(row) == 3 else ""

    def expect_all(self) -> None:
        if len(self.options) < self._size:
            raise self._lines.refused(
                f"the file names {len(self.options)} candidates of {self._size}."
            )


def write_ward(ward: Ward) -> bytes:
    """Return the file of a ward; candidates are numbered in the order of the options.

    Raises CannotWrite for equal ranks, ranks left out, and names with line breaks or spaces around.
    """
    ballots = ward.ballots
    ballots.expect(Kind.RANKED)
    numbers = {name: str(number) for number, name in enumerate(ballots.ids, start=1)}
    text = io.StringIO()
    rows = csv.writer(text, lineterminator=",\n")
    rows.writerow([len(ballots.options), ward.seats or 1])
    for weight, marks in weighted(ballots):
        ranking = places(marks)
        if any(len(place) != 1 for place in ranking):
            raise CannotWrite("A ward file has neither equal ranks nor ranks left out.")
        rows.writerow([weight, *(numbers[name] for [name] in ranking)])
    named = csv.writer(text, lineterminator=",\n", quoting=csv.QUOTE_ALL)
    for option in ballots.options:
        party = ward.parties.get(option.id, "")
        named.writerow(
            [
                f"Candidate {numbers[option.id]}",
                _plain(option.name),
                *([_plain(party)] if party else []),
            ]
        )
    if ward.title:
        named.writerow([_plain(ward.title)])
    return text.getvalue().encode()


def _plain(text: str) -> str:
    if not text or text != text.strip() or len(text.splitlines()) > 1:
        raise CannotWrite(
            "A ward file has no room for empty names, line breaks, or spaces around a name."
        )
    return text
