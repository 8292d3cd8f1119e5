"""An election held elsewhere, counted by rules side by side: codes, numbers, sentences to say."""

from dataclasses import dataclass

from coopservices.sentences import Sentence


@dataclass(frozen=True)
class RuleResult:
    """What one rule makes of the ballots: its winners in order by their ids, and what they cost
    together in minor units, None where there is no budget.

    How it came about, and how it differs from the first rule, are sentences of the count itself,
    said in the reader's language when they are shown.
    """

    rule: str
    winners: tuple[str, ...]
    cost: int | None
    explanation: tuple[Sentence, ...]
    difference: tuple[Sentence, ...]


@dataclass(frozen=True)
class RuleComparison:
    """The rules side by side, the most usual first."""

    rules: tuple[RuleResult, ...]

    @property
    def has_budget(self) -> bool:
        """Whether they share out money."""
        return any(each.cost is not None for each in self.rules)
