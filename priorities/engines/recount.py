"""The published ballots of a question counted again: by the rule that was frozen for it, and by the
others that may count its type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Count
from priorities.engines.tally import counted, tabulated
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Choice, CountedBy, QuestionRules


@dataclass(frozen=True)
class Recount:
    """The ballots, with their options named, and what each rule makes of them: the frozen rule
    first, then the others in the order of the type.
    """

    ballots: Ballots
    counts: tuple[Count, ...]


def recounted(
    rules: QuestionRules, titles: Mapping[str, str], choices: Sequence[Choice]
) -> Recount:
    """Count the choices of those whose ballots decide, by each rule that fits. Raises
    NotCountable.
    """
    ballots = tabulated(rules, choices, titles)
    others = [_by(way, rules) for way in _other_ways(rules)]
    return Recount(ballots, tuple(counted(each, ballots) for each in (rules, *others)))


def _other_ways(rules: QuestionRules) -> list[CountedBy]:
    kind, seats = BALLOT_TYPES[rules.type], rules.seats or 1
    return [
        way for way in kind.counted_by if way != kind.counted(rules.rule) and _seats_fit(way, seats)
    ]


def _seats_fit(way: CountedBy, seats: int) -> bool:
    return way.least_seats <= seats <= (way.most_seats or seats)


def _by(way: CountedBy, rules: QuestionRules) -> QuestionRules:
    """The same question by another rule, which goes on in its usual way while there is money."""
    return replace(rules, rule=way.rule, completion=next(iter(way.completions), ""))
