"""Rules: every rule by its name, with the ballots it can count; polls and the shell command look here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from priorities.engines.counting import scores
from priorities.engines.counting.approval import count_approval
from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.count import Count
from priorities.engines.counting.greedy import GreedyRules, count_greedy
from priorities.engines.counting.points import count_points
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.single import count_single


@dataclass(frozen=True)
class Rule:
    """One rule: the kinds of ballots it counts, whether it shares out a budget, and how it counts.

    `count` raises BallotsFaulty where the ballots lack what it needs.
    """

    name: str
    kinds: frozenset[Kind]
    count: Callable[[Ballots, CountSettings], Count]
    has_budget: bool = False


class RuleUnknown(ValueError):
    """There is no rule of this name, or it cannot count these ballots."""


def _greedy(ballots: Ballots, settings: CountSettings) -> Count:
    by_cost = settings.satisfaction is Satisfaction.COST
    return count_greedy(
        ballots,
        scores=_total_satisfaction(ballots, settings.satisfaction),
        ties=settings.ties,
        rules=GreedyRules(per_cost=not by_cost),
    )


def _total_satisfaction(ballots: Ballots, satisfaction: Satisfaction) -> IntArray:
    """Return each option's total; satisfaction by cost, divided by cost, is the number of votes."""
    if satisfaction is Satisfaction.POINTS:
        return scores.points(ballots)
    return scores.borda(ballots) if satisfaction is Satisfaction.BORDA else ballots.votes


def _approval(ballots: Ballots, settings: CountSettings) -> Count:
    return count_approval(ballots, ties=settings.ties, seats=settings.seats)


def _single(ballots: Ballots, settings: CountSettings) -> Count:
    return count_single(ballots, ties=settings.ties, seats=settings.seats)


def _points(ballots: Ballots, settings: CountSettings) -> Count:
    highest = 1 if ballots.values is None else int(ballots.values.max(initial=1))
    most = settings.most_points or highest
    return count_points(ballots, most=most, ties=settings.ties, seats=settings.seats)


_ANY = frozenset(Kind)

# One line a rule; a further rule needs nothing else.
_RULES = (
    Rule("greedy", _ANY, _greedy, has_budget=True),
    Rule("approval", frozenset({Kind.APPROVAL}), _approval),
    Rule("points", frozenset({Kind.POINTS}), _points),
    Rule("single", frozenset({Kind.SINGLE}), _single),
)
RULES: Mapping[str, Rule] = {rule.name: rule for rule in _RULES}


def rule_named(name: str, ballots: Ballots) -> Rule:
    """Return the rule of this name. Raises RuleUnknown unless it can count these ballots."""
    if name not in RULES:
        raise RuleUnknown(f'There is no rule "{name}". There are: {", ".join(RULES)}.')
    rule = RULES[name]
    if ballots.kind not in rule.kinds:
        raise RuleUnknown(f"The rule {name} does not count {ballots.kind} ballots.")
    return rule


def rules_for(ballots: Ballots) -> tuple[Rule, ...]:
    """Return every rule that can count these ballots."""
    has_budget = ballots.budget is not None and all(each.cost is not None for each in ballots.options)
    return tuple(rule for rule in _RULES if ballots.kind in rule.kinds and (has_budget or not rule.has_budget))
