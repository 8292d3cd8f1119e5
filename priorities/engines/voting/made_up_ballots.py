"""Made-up ballots: choices that fit a question, drawn at random, for rehearsing a count."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from priorities.engines.voting.ballot_types import BALLOT_TYPES, Choice, QuestionRules

Drawn = TypeVar("Drawn")


class Random(Protocol):
    """What draws, as Python's own `random.Random` does."""

    def randint(self, a: int, b: int, /) -> int:
        """Return a whole number from a to b."""

    def choice(self, seq: Sequence[Drawn], /) -> Drawn:
        """Return one of them."""

    def shuffle(self, x: list[Drawn], /) -> None:
        """Put them in another order."""


def made_up_choice(rules: QuestionRules, random: Random) -> Choice:
    """Return a choice that a voter could have made in this question, the type's own form of it."""
    kind = BALLOT_TYPES[rules.type]
    options = list(rules.options)
    random.shuffle(options)
    named = options[: random.randint(1, min(kind.at_most or rules.most, len(options)))]
    if isinstance(kind.abstention(), list):
        return kind.check(rules, named)
    if rules.costs and rules.points is None:
        return kind.check(rules, _bought(rules, options))
    return kind.check(rules, _shared_out(rules.most_points or 0, named, random))


def _bought(rules: QuestionRules, options: list[str]) -> dict[str, int]:
    """What fits the budget, in this order."""
    left, bought = rules.budget or 0, {}
    for option in options:
        if rules.costs[option] <= left:
            bought[option] = rules.costs[option]
            left -= rules.costs[option]
    return bought


def _shared_out(budget: int, options: list[str], random: Random) -> dict[str, int]:
    """All of a budget, in parts."""
    given = dict.fromkeys(options, 0)
    for _point in range(min(budget, 1000)):
        given[random.choice(options)] += 1
    return given
