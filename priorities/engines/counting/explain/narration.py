"""Telling: what every sentence about a count needs at hand, and the sentences that rules bring."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, singledispatch

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count, Score, Step
from priorities.engines.counting.explain.money import Money


@dataclass(frozen=True)
class Telling:
    """One count, the names of its options, and how its money is written."""

    count: Count
    ballots: Ballots
    money: Money

    @cached_property
    def _names(self) -> dict[str, str]:
        return {option.id: option.name or option.id for option in self.ballots.options}

    def name(self, option: str) -> str:
        """Return the name of an option, or its id where it has none."""
        return self._names[option]

    def names(self, options: Iterable[str], last: str = "and") -> str:
        """Return the names of options as in "A, B and C"."""
        return listed([self.name(option) for option in options], last)

    def score(self, score: Score) -> str:
        """Return a score with what it counts: "1 vote", "12 points"."""
        return amount(score, "point" if _counts_points(self.count) else "vote")


@singledispatch
def sentence(_step: Step, _telling: Telling) -> str:
    """Return what a step says in plain words, "" for a step that nobody needs to read.

    A rule with steps of its own registers a function for each of their types.
    """
    return ""


@singledispatch
def settled(step: Step, _telling: Telling) -> tuple[str, ...]:
    """Return the options whose fate a step settles, as far as it does."""
    option = getattr(step, "option", None)
    return () if option is None else (option,)


def listed(words: list[str], last: str = "and") -> str:
    """Return words as a list in a sentence: "A, B and C"."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def amount(number: Score, one: str, many: str = "") -> str:
    """Return "1 vote" or "12 votes"."""
    written = f"{number:,}" if isinstance(number, int) else f"{float(number):,.2f}"
    return f"{written} {one if number == 1 else many or one + 's'}"


def people(number: int) -> str:
    """Return "1 person" or "12 people"."""
    return amount(number, "person", "people")


def _counts_points(count: Count) -> bool:
    return count.rule == "points" or count.settings.get("satisfaction") in {"points", "borda"}
