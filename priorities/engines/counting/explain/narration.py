"""Narration: what every sentence about a count needs at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from coopservices.sentences import Sentence
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count, Score
from priorities.engines.counting.explain.money import Money
from priorities.engines.counting.rules import RULES


@dataclass(frozen=True)
class Narration:
    """One count, the names of its options, and how its money is written. `titles` say the names
    where they are more than text.
    """

    count: Count
    ballots: Ballots
    money: Money
    titles: Mapping[str, Sentence] = field(default_factory=dict)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {option.id: option.name or option.id for option in self.ballots.options}

    def name(self, option: str) -> str | Sentence:
        """Return the name of an option, or its id where it has none."""
        return self.titles.get(option) or self._names[option]

    def names(self, options: Iterable[str]) -> tuple[str | Sentence, ...]:
        """Return the names of options, which are read as "A, B and C"."""
        return tuple(self.name(option) for option in options)

    def score(self, score: Score) -> Sentence:
        """Return a score as its rule says it: "1 vote", "12 points"."""
        return RULES[self.count.rule].score_words(score, self.count)
