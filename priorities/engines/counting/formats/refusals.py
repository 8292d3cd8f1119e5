"""Refusals: what a reader says about a file it cannot understand, or noticed in one it can."""

from dataclasses import dataclass


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
    """Something odd in a file that was read all the same; `line` as in FileRefused."""

    line: int | None
    text: str
