"""Refusals: what a reader says about a file it cannot understand, or noticed in one it can."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


class FileRefused(ValueError):
    """A file cannot be read; `line` counts from 1 and is None where the whole file is at fault."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class CannotWrite(ValueError):
    """The election holds something for which the format has no words."""


@dataclass(frozen=True)
class Notice:
    """Something odd in a file that was read all the same; `line` as in FileRefused.

    `times` says how often, where one notice stands for all of its kind.
    """

    line: int | None
    text: str
    times: int = 1

    def __str__(self) -> str:
        """The notice with its line, and how often where it is more than once."""
        often = f" ({self.times:,} times; this is the first)" if self.times > 1 else ""
        return f"line {self.line}: {self.text}{often}"


def gathered(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return one notice for all that say the same, at the line of the first, with how often."""
    first: dict[str, Notice] = {}
    for notice in notices:
        known = first.get(notice.text)
        first[notice.text] = replace(known, times=known.times + 1) if known else notice
    return tuple(first.values())
