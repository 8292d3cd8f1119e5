""".blt: the plain text format of ranked ballots that most counting programs read, and
the writer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from priorities.engines.counting.ballots import Kind, Option
from priorities.engines.counting.formats.election import Election
from priorities.engines.counting.formats.papers import Papers, places, weighted
from priorities.engines.counting.formats.refusals import CannotWrite
from priorities.engines.counting.formats.text import Lines

MOST_CANDIDATES = 100_000
LEFT_OUT = "-"
_BALLOT_ID = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"(.*)"\s*(?:#.*)?')


@dataclass(frozen=True)
class BltElection(Election):
    """The election of a .blt file; those who `withdrew` are not among the options, and their marks
    are left out.
    """

    withdrew: tuple[Option, ...] = ()


def read_blt(data: bytes, /, *, file: str) -> BltElection:
    """Return the election in a .blt file (Hill, Wichmann and Woodall 1987, as OpenSTV and OpaVote
    extend it).

    First the numbers of candidates and seats, then those withdrawn as negative numbers; a line a
    ballot: how many cast it, the candidates' numbers, best first, and 0 (`=` joins equal ranks, `-`
    is a rank left out); a 0; the names and the title in quotes. `#` begins a comment. Candidates'
    ids are their numbers. Raises FileRefused.
    """
    lines = Lines(data, file=file)
    walk = _meaningful(lines)
    size, seats = _heading(lines, next(walk, ""))
    numbers = [str(number) for number in range(1, size + 1)]
    papers, gone = _papers(lines, walk, numbers)
    names = [_name(lines, next(walk, "")) for _ in numbers]
    title = next(walk, '""')
    if next(walk, ""):
        raise lines.refused("there is a line after the title.")
    everyone = [Option(number, name) for number, name in zip(numbers, names, strict=True)]
    standing = [option for option in everyone if option.id not in gone]
    withdrew = tuple(option for option in everyone if option.id in gone)
    return BltElection(papers.ballots(standing), _name(lines, title), seats, withdrew=withdrew)


def _meaningful(lines: Lines) -> Iterator[str]:
    """Yield each line that is not empty; a comment is cut off where it cannot be
    part of a name.
    """
    for line in lines:
        text = line if line.startswith('"') else line.partition("#")[0].strip()
        if text:
            yield text


def _heading(lines: Lines, line: str) -> tuple[int, int]:
    cells = line.split()
    if len(cells) != 2:
        raise lines.refused("a .blt file begins with the numbers of candidates and seats.")
    size, seats = (lines.whole(cell, "a number of candidates or seats") for cell in cells)
    if not 1 <= size <= MOST_CANDIDATES or seats < 1:
        raise lines.refused(
            "there must be a candidate and a seat, and no more than 100,000 candidates."
        )
    return size, seats


def _papers(
    lines: Lines, walk: Iterator[str], numbers: Sequence[str]
) -> tuple[Papers, frozenset[str]]:
    """Return the ballots up to the line 0, and the numbers of those withdrawn."""
    gone: frozenset[str] = frozenset()
    papers = Papers(lines, numbers)
    for line in walk:
        if line == "0":
            return papers, gone
        if line.startswith("-") and not papers.weights:
            gone |= _withdrawn(lines, line, numbers)
        else:
            weight, ranking = _ballot(lines, line)
            papers.add(weight, ranking, without=gone)
    raise lines.refused("the file ends before the line 0 that closes the ballots.")


def _withdrawn(lines: Lines, line: str, numbers: Sequence[str]) -> frozenset[str]:
    gone = frozenset(cell.removeprefix("-") for cell in line.split())
    if not gone <= frozenset(numbers) or len(gone) == len(numbers):
        raise lines.refused(
            "those withdrawn must be candidates, as negative numbers, and not all of them."
        )
    return gone


def _ballot(lines: Lines, line: str) -> tuple[int, list[list[str]]]:
    weight, *cells = _BALLOT_ID.sub("", line, count=1).split() or [""]
    if not cells or cells[-1] != "0":
        raise lines.refused("the ballot does not end in 0.")
    ranking = [[] if cell == LEFT_OUT else cell.split("=") for cell in cells[:-1]]
    return lines.whole(weight, "a number of voters"), ranking


def _name(lines: Lines, line: str) -> str:
    quoted = _QUOTED.fullmatch(line)
    if not quoted:
        raise lines.refused(
            "after the ballots come the names of all candidates and the title, in quotation marks."
        )
    return quoted[1]


def write_blt(election: Election) -> bytes:
    """Return the .blt file of an election; candidates are numbered in the order of the options.

    Those withdrawn are left out. Raises CannotWrite for names with line breaks.
    """
    ballots = election.ballots
    ballots.expect(Kind.RANKED)
    numbers = {name: str(number) for number, name in enumerate(ballots.ids, start=1)}
    rows = [f"{len(ballots.options)} {election.seats or 1}"]
    for weight, marks in weighted(ballots):
        ranks = ["=".join(numbers[name] for name in place) or LEFT_OUT for place in places(marks)]
        rows.append(" ".join([str(weight), *ranks, "0"]))
    rows += ["0", *(_quoted(option.name) for option in ballots.options), _quoted(election.title)]
    return ("\n".join(rows) + "\n").encode()


def _quoted(name: str) -> str:
    if "\n" in name or "\r" in name:
        raise CannotWrite("A .blt file has no room for names with line breaks.")
    return f'"{name}"'
