"""Count: the result of counting one question, with the record of its steps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from fractions import Fraction
from typing import TypeAlias

Score: TypeAlias = int | Fraction
Plain: TypeAlias = "str | int | bool | list[Plain] | dict[str, Plain] | None"
Setting: TypeAlias = "str | int | bool | Fraction | tuple[Setting, ...] | None"


@dataclass(frozen=True)
class Step:
    """One step of a count; each rule may add kinds of its own."""


@dataclass(frozen=True)
class Chosen(Step):
    """An option was chosen.

    `tied` are the other options that stood equal and lost by the tie order named in `broken_by`.
    In budget methods `cost` was paid and `left` remained, `from_reserve` of it from outside the
    budget. Where supporters pay, `price` is the price per unit of satisfaction and `payers` their
    number.
    """

    option: str
    score: Score
    tied: tuple[str, ...] = ()
    broken_by: str = ""
    cost: int | None = None
    left: int | None = None
    from_reserve: int = 0
    price: Fraction | None = None
    payers: int | None = None


class Reason(StrEnum):
    """Why an option was passed over."""

    DOES_NOT_FIT = "does-not-fit"
    BELOW_THRESHOLD = "below-threshold"
    EXCLUDED = "excluded-by-another"
    AFTER_STOP = "after-stop"
    NO_SUPPORT = "no-support"


@dataclass(frozen=True)
class Skipped(Step):
    """An option was passed over with `left` in the budget.

    `because` is the option that shut it out.
    """

    option: str
    score: Score
    reason: Reason
    cost: int | None = None
    left: int | None = None
    because: str = ""


@dataclass(frozen=True)
class Margin:
    """How near a rival came to a winner's place.

    `difference` is in votes or points. `ballots` is the least number of ballots that would have
    had to change, None where nothing that voters may do on their ballots would have been enough.
    """

    winner: str
    rival: str
    difference: Score
    ballots: int | None


@dataclass(frozen=True)
class Count:
    """The result of one count.

    All text in it is codes and ids of options; `explain` has the words. `winners` are in the order
    chosen, `order` holds every option from first to last, `scores` every option's score. `cost` is
    what the winners cost together, in minor units, 0 where nothing costs. `turnout` includes
    `blanks` but not `spoiled`.
    """

    rule: str
    winners: tuple[str, ...]
    order: tuple[str, ...]
    scores: Mapping[str, Score]
    turnout: int
    blanks: int
    spoiled: int = 0
    cost: int = 0
    budget: int | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    margins: tuple[Margin, ...] = ()

    def as_plain(self) -> dict[str, Plain]:
        """Return the count in plain JSON types.

        Fractions become text such as "7/3", mappings become lists of pairs sorted by key, and
        each step names its kind under "step".
        """
        return _record(self)

    def as_json(self) -> str:
        """Return the one JSON text of this count: keys sorted, no spaces."""
        return json.dumps(
            self.as_plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )


def _record(thing: Count | Step | Margin) -> dict[str, Plain]:
    record = {part.name: _plain(getattr(thing, part.name)) for part in fields(thing)}
    return {"step": type(thing).__name__.lower(), **record} if isinstance(thing, Step) else record


def _plain(value: object) -> Plain:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Step | Margin):
        return _record(value)
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(value[key])] for key in sorted(value)]
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    raise TypeError(f"A {type(value).__name__} has no place in a count.")
