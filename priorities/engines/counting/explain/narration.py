"""Narration: what every sentence about a count needs at hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count, Score
from priorities.engines.counting.explain.money import Money
from priorities.engines.counting.rules import RULES
from priorities.engines.counting.words import listed


@dataclass(frozen=True)
class Narration:
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
        """Return a score as its rule says it: "1 vote", "12 points"."""
        return RULES[self.count.rule].score_words(score, self.count)
