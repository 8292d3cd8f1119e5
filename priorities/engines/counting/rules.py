"""Rules: every rule by its name, with the ballots it can count; polls and the shell command look here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from priorities.engines.counting import scores
from priorities.engines.counting.approval import count_approval
from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.borda import count_borda, count_positions
from priorities.engines.counting.copeland import count_copeland
from priorities.engines.counting.count import Count
from priorities.engines.counting.equal_shares import count_equal_shares
from priorities.engines.counting.greedy import GreedyRules, count_greedy
from priorities.engines.counting.irv import count_irv
from priorities.engines.counting.minimax import count_minimax
from priorities.engines.counting.pairwise import Strength
from priorities.engines.counting.phragmen import count_phragmen
from priorities.engines.counting.points import count_points
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.schulze import count_schulze
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.single import count_single
from priorities.engines.counting.stv import count_stv
from priorities.engines.counting.ties import TieOrder


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
    count = count_greedy(
        ballots,
        scores=_total_satisfaction(ballots, settings.satisfaction),
        ties=settings.ties,
        rules=GreedyRules(per_cost=not by_cost),
    )
    return replace(count, settings={**count.settings, "satisfaction": settings.satisfaction.value})


def _total_satisfaction(ballots: Ballots, satisfaction: Satisfaction) -> IntArray:
    """Return each option's total; satisfaction by cost, divided by cost, is the number of votes."""
    if satisfaction is Satisfaction.POINTS:
        return scores.points(ballots)
    return scores.borda(ballots) if satisfaction is Satisfaction.BORDA else ballots.votes


def _phragmen(ballots: Ballots, settings: CountSettings) -> Count:
    return count_phragmen(ballots, ties=settings.ties)


def _approval(ballots: Ballots, settings: CountSettings) -> Count:
    return count_approval(ballots, ties=settings.ties, seats=settings.seats)


def _single(ballots: Ballots, settings: CountSettings) -> Count:
    return count_single(ballots, ties=settings.ties, seats=settings.seats)


def _points(ballots: Ballots, settings: CountSettings) -> Count:
    most = settings.most_points or int(ballots.points.max(initial=1))
    return count_points(ballots, most=most, ties=settings.ties, seats=settings.seats)


def _irv(ballots: Ballots, settings: CountSettings) -> Count:
    return count_irv(ballots, ties=settings.ties)


def _positions(ballots: Ballots, settings: CountSettings) -> Count:
    return count_positions(ballots, ties=settings.ties, points=settings.place_points, seats=settings.seats)


class _FillsSeats(Protocol):
    def __call__(self, ballots: Ballots, *, ties: TieOrder, seats: int) -> Count: ...


def _ranked(name: str, count: _FillsSeats) -> Rule:
    """Return a rule for ranked ballots that needs to know nothing but the seats."""

    def counted(ballots: Ballots, settings: CountSettings) -> Count:
        return count(ballots, ties=settings.ties, seats=settings.seats)

    return Rule(name, _RANKED, counted)


_ANY = frozenset(Kind)
_RANKED = frozenset({Kind.RANKED})

# One line a rule; a further rule needs nothing else. The first that counts some ballots is their usual one.
_RULES = (
    Rule("equal-shares", _ANY, count_equal_shares, has_budget=True),
    Rule("greedy", _ANY, _greedy, has_budget=True),
    Rule("phragmen", _ANY, _phragmen, has_budget=True),
    Rule("approval", frozenset({Kind.APPROVAL}), _approval),
    Rule("points", frozenset({Kind.POINTS}), _points),
    Rule("single", frozenset({Kind.SINGLE}), _single),
    _ranked("stv", count_stv),
    Rule("irv", _RANKED, _irv),
    Rule("positions", _RANKED, _positions),
    _ranked("borda", count_borda),
    _ranked("copeland", count_copeland),
    _ranked("schulze", count_schulze),
    _ranked("schulze-margins", partial(count_schulze, strength=Strength.MARGINS)),
    _ranked("minimax", count_minimax),
    _ranked("minimax-margins", partial(count_minimax, strength=Strength.MARGINS)),
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
    """Return every rule that can count these ballots, their usual one first."""
    has_budget = ballots.budget is not None and all(each.cost is not None for each in ballots.options)
    return tuple(rule for rule in _RULES if ballots.kind in rule.kinds and (has_budget or not rule.has_budget))
