"""Heads: the options and numbers at the top of a PrefLib file, in its present and its
older layout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from priorities.engines.counting.ballots import Option
from priorities.engines.counting.formats.text import Lines

MOST_OPTIONS = 100_000
_KEY = re.compile(r"([A-Z]+(?: [A-Z]+){0,5})(?: ([0-9]{1,9}))?")
_NAME = re.compile(r"([0-9]{1,9})\s*,\s*(.*)")


@dataclass
class Head:
    """What the top of a file says; a number is None where it does not say it. Ids are the options'
    numbers.
    """

    title: str = ""
    data_type: str = ""
    size: int | None = None
    voters: int | None = None
    orders: int | None = None
    names: dict[int, str] = field(default_factory=dict)
    first_order: str = ""
    separator: str = ":"

    def options(self, lines: Lines) -> list[Option]:
        """Return the options. Raises FileRefused unless they are numbered from 1 without gaps."""
        if not self.names or sorted(self.names) != list(range(1, len(self.names) + 1)):
            raise lines.refused("the options must be numbered 1, 2, 3, without gaps.")
        if self.size not in {None, len(self.names)}:
            raise lines.refused(f"the head says {self.size} options, but names {len(self.names)}.")
        return [Option(str(number), self.names[number]) for number in sorted(self.names)]

    def name(self, lines: Lines, number: str, name: str) -> None:
        """Take down the name of one option. Raises FileRefused where it is there already."""
        position = lines.whole(number, "the number of an option")
        if position in self.names or not 1 <= position <= MOST_OPTIONS:
            raise lines.refused(f"option {position} is named twice, or its number is out of range.")
        self.names[position] = name


def read_head(lines: Lines, walk: Iterator[str]) -> Head:
    """Return the head, with the first line that comes after it. Raises FileRefused."""
    first = next(walk, "")
    return _present(lines, walk, first) if first.startswith("#") else _older(lines, walk, first)


def _present(lines: Lines, walk: Iterator[str], line: str) -> Head:
    """Read the layout of 2022: facts as comments, then orders as `voters: 1,{2,3}`."""
    head = Head()
    while line.startswith("#"):
        key, _, value = line.removeprefix("#").partition(":")
        fact = _KEY.fullmatch(key.strip())
        if fact:
            _take(lines, head, fact[1], fact[2] or "", value.strip())
        line = next(walk, "")
    head.first_order = line
    return head


def _take(lines: Lines, head: Head, key: str, number: str, value: str) -> None:
    if key == "ALTERNATIVE NAME":
        head.name(lines, number, value)
    elif key == "TITLE":
        head.title = value
    elif key == "DATA TYPE":
        head.data_type = value
    elif key == "NUMBER ALTERNATIVES":
        head.size = lines.whole(value, "a number of options")
    elif key == "NUMBER VOTERS":
        head.voters = lines.whole(value, "a number of voters")
    elif key == "NUMBER UNIQUE ORDERS":
        head.orders = lines.whole(value, "a number of orders")


def _older(lines: Lines, walk: Iterator[str], line: str) -> Head:
    """Read the earlier layout: how many options, a line for each, a line of sums, orders as
    `voters,1,{2,3}`.
    """
    head = Head(
        size=lines.whole(line, "the number of options with which a PrefLib file begins"),
        separator=",",
    )
    for _ in range(min(head.size or 0, MOST_OPTIONS)):
        named = _NAME.fullmatch(next(walk, ""))
        if not named:
            raise lines.refused("the number and the name of an option should stand here.")
        head.name(lines, named[1], named[2])
    sums = next(walk, "").split(",")
    if len(sums) != 3:
        raise lines.refused("the numbers of voters, of their sum and of orders should stand here.")
    head.voters, _, head.orders = (
        lines.whole(cell, "a number of voters or orders") for cell in sums
    )
    head.first_order = next(walk, "")
    return head
