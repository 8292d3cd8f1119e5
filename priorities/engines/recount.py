"""The published ballots of a question counted again: by the rule that was frozen for it, and by the
others that may count its type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.budget.equal_shares import Bought, Missed
from priorities.engines.counting.budget.phragmen import Loaded
from priorities.engines.counting.count import Chosen, Count, Step
from priorities.engines.tally import counted, tabulated
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    Choice,
    CountedBy,
    QuestionRules,
    variant_for,
)


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


def without_small_groups(count: Count, ballots: Ballots, smallest: int) -> Count:
    """Return the count with steps that tell no amount of a group of fewer voters: what such a group
    bought is told as chosen, and nothing of what it could not buy.
    """
    votes = dict(zip(ballots.ids, ballots.votes.tolist(), strict=True))
    steps = (_told_of_many(step, votes, count, smallest) for step in count.steps)
    return replace(count, steps=tuple(filter(None, steps)))


def _told_of_many(step: Step, votes: Mapping[str, int], count: Count, smallest: int) -> Step | None:
    if isinstance(step, Missed):
        return None if step.supporters < smallest else step
    if isinstance(step, Bought):
        groups = (step.in_full, step.gave_rest)
    elif isinstance(step, Loaded):
        groups = (step.supporters, 0)
    else:
        return step
    if all(not each or each >= smallest for each in groups):
        return step
    return Chosen(
        step.option, count.scores[step.option], step.tied, step.broken_by, step.cost, step.left
    )


def _other_ways(rules: QuestionRules) -> list[CountedBy]:
    kind, seats = BALLOT_TYPES[rules.type], rules.seats or 1
    return [
        way for way in kind.counted_by if way != kind.counted(rules.rule) and _seats_fit(way, seats)
    ]


def _seats_fit(way: CountedBy, seats: int) -> bool:
    return way.least_seats <= seats <= (way.most_seats or seats)


def _by(way: CountedBy, rules: QuestionRules) -> QuestionRules:
    """The same question by another rule, which goes on in its usual way while there is money."""
    return replace(
        rules,
        rule=way.rule,
        completion=next(iter(way.completions), ""),
        variant=variant_for(way, rules.variant),
    )
