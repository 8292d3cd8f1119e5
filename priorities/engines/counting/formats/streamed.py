"""Files of ballots written a line at a time, from a published question and its choices: however
many voted, they take little memory. The readers of `pb` and `blt` read them back.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from priorities.engines.counting.formats.money import spelled


def pb_lines(
    question: Mapping[str, Any],
    result: Mapping[str, Any],
    choices: Iterable[Mapping[str, int]],
    *,
    voters: int,
    meta: Mapping[str, str],
) -> Iterator[str]:
    """Yield the lines of a .pb file of a question about money: `voters` is how many choices there
    are, and `meta` what else its META section says.
    """
    yield from map(_row, _head(question, voters, meta))
    yield from map(_row, _projects(question, result))
    yield from map(_row, [["VOTES"], ["voter_id", "vote"]])
    for voter, choice in enumerate(choices, start=1):
        yield _row([str(voter), ",".join(choice)])


def blt_lines(
    question: Mapping[str, Any], choices: Iterable[Sequence[str]], *, title: str
) -> Iterator[str]:
    """Yield the lines of a .blt file of a question that puts options in order, a line a ballot."""
    numbers = {option: str(n) for n, option in enumerate(question["options"], start=1)}
    yield f"{len(numbers)} {question.get('seats', 1)}\n"
    for choice in choices:
        yield " ".join(["1", *(numbers[option] for option in choice), "0"]) + "\n"
    yield "0\n"
    yield from (f'"{_one_line(question["titles"][option])}"\n' for option in numbers)
    yield f'"{_one_line(title)}"\n'


def _head(
    question: Mapping[str, Any], voters: int, meta: Mapping[str, str]
) -> Iterator[Sequence[str]]:
    yield from (["META"], ["key", "value"])
    yield from meta.items()
    yield ["num_projects", str(len(question["options"]))]
    yield ["num_votes", str(voters)]
    yield ["budget", spelled(question["budget"], question["unit"])]
    yield ["currency", question["currency"]]
    yield ["vote_type", "approval"]


def _projects(question: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    yield from (["PROJECTS"], ["project_id", "cost", "votes", "name", "selected"])
    for option in question["options"]:
        cost = spelled(question["costs"][option], question["unit"])
        is_funded = "1" if option in result["winners"] else "0"
        votes = str(result["score"][option])
        yield [option, cost, votes, question["titles"][option], is_funded]


class _Echo:
    """Hands a written line straight back."""

    def write(self, line: str) -> str:
        return line


_WRITER = csv.writer(_Echo(), delimiter=";", lineterminator="\n")


def _row(cells: Iterable[str]) -> str:
    return str(_WRITER.writerow([_one_line(cell) for cell in cells]))


def _one_line(text: str) -> str:
    return " ".join(text.split())
