"""One count of people as it may be published below national level.

Rule: NHS England's for hospital activity data. 0 is shown, 1 to 7 is hidden, the rest is rounded to
the nearest 5. Things that are not people, such as homes and surgeries, are not protected.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

FEWEST_TO_SHOW = 8
ROUND_TO = 5


class Mark(StrEnum):
    """What stands in a table where a count does not."""

    SMALL = "*"
    WITHHELD = "x"

    @property
    def meaning(self) -> str:
        """What the mark tells the reader."""
        if self is Mark.SMALL:
            return f"between 1 and {FEWEST_TO_SHOW - 1}"
        return "not shown, so that a small number cannot be worked out"


class Span(NamedTuple):
    """The lowest and the highest whole number that a count can be."""

    lowest: int
    highest: int

    def within(self, other: "Span") -> "Span":
        """Return what the two have in common."""
        return Span(max(self.lowest, other.lowest), min(self.highest, other.highest))


SMALL = Span(1, FEWEST_TO_SHOW - 1)
ANYTHING = Span(0, 10**10)  # More people than there are.


@dataclass(frozen=True)
class Protected:
    """A count as it may be published: rounded, or a mark in its place."""

    shown: int | Mark

    def __str__(self) -> str:
        return str(self.shown)

    @property
    def is_hidden(self) -> bool:
        """Whether a mark stands in place of the count."""
        return isinstance(self.shown, Mark)

    @property
    def span(self) -> Span:
        """What the true count can be, as far as this alone tells."""
        if isinstance(self.shown, Mark):
            return SMALL if self.shown is Mark.SMALL else ANYTHING
        if self.shown == 0:
            return Span(0, 0)
        reach = ROUND_TO // 2
        return Span(self.shown - reach, self.shown + reach)


WITHHELD = Protected(Mark.WITHHELD)


def protect(count: int, *, fewest: int = FEWEST_TO_SHOW) -> Protected:
    """Return a count of people as it may be published; refuses a negative one with ValueError.

    The smallest count that is shown may be more than 8, and is never fewer.
    """
    if count < 0:
        raise ValueError("A count of people cannot be below 0.")
    if 0 < count < max(fewest, FEWEST_TO_SHOW):
        return Protected(Mark.SMALL)
    return Protected((count + ROUND_TO // 2) // ROUND_TO * ROUND_TO)


def percentage(part: Protected, whole: Protected) -> float | None:
    """Return a percentage worked out from published counts, or None where it cannot be."""
    if isinstance(part.shown, Mark) or isinstance(whole.shown, Mark) or whole.shown == 0:
        return None
    return 100 * part.shown / whole.shown


def protect_average(average: float, *, of: int) -> float | None:
    """Return a mean or median of so many people's answers, or None where they are fewer than 8."""
    return average if of >= FEWEST_TO_SHOW else None
