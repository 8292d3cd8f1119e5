"""Rules: every rule by its name, with the ballots it can count; polls and the shell command look
here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from coopservices.sentences import Sentence, sentence
from priorities.engines.counting import scores
from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.budget.equal_shares import count_equal_shares
from priorities.engines.counting.budget.greedy import count_greedy
from priorities.engines.counting.budget.phragmen import count_phragmen
from priorities.engines.counting.count import Count
from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.ranked.borda import count_borda, count_positions
from priorities.engines.counting.ranked.copeland import count_copeland
from priorities.engines.counting.ranked.irv import count_irv
from priorities.engines.counting.ranked.minimax import count_minimax
from priorities.engines.counting.ranked.pairwise import Strength
from priorities.engines.counting.ranked.schulze import count_schulze
from priorities.engines.counting.ranked.stv import count_stv
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.scored.approval import count_approval
from priorities.engines.counting.scored.points import count_points
from priorities.engines.counting.scored.single import count_single
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.ties import TieOrder
from priorities.engines.counting.words import (
    ScoreWords,
    comparisons_won,
    had_points,
    others_behind,
    points,
    votes,
    votes_or_points,
    worst_defeat,
)


@dataclass(frozen=True)
class Rule:
    """One rule: what people call it, what it does, the kinds of ballots it counts, how it counts,
    and how its scores are said.

    `title` is written as inside a sentence. `has_budget` rules share out money. `count` raises
    BallotsFaulty where the ballots lack what it needs. `takes` names the settings that it uses,
    beside the ties that all do; what else is set makes no difference. `score_words` says a score as
    the sentences on its steps need it: an amount, or for options in places a clause. A rule that
    takes `greedy` and not `stop_at_misfit` always stops there. One that `adds_up` gives each option
    the sum of what single ballots give it, and the highest sums win; so the sums of several piles
    can be weighted exactly.
    """

    name: str
    title: Sentence
    what_it_does: Sentence
    kinds: frozenset[Kind]
    count: Callable[[Ballots, CountSettings], Count]
    score_words: ScoreWords = votes
    has_budget: bool = False
    takes: frozenset[str] = frozenset({"seats"})
    adds_up: bool = False


class RuleUnknown(ValueError):
    """There is no rule of this name, or it cannot count these ballots."""


def _greedy(ballots: Ballots, settings: CountSettings) -> Count:
    count = count_greedy(
        ballots,
        scores=_total_satisfaction(ballots, settings.satisfaction),
        ties=settings.ties,
        rules=settings.greedy or _divided(settings),
    )
    return replace(count, settings={**count.settings, "satisfaction": settings.satisfaction.value})


def _greedy_no_skip(ballots: Ballots, settings: CountSettings) -> Count:
    """Most votes first, ending at the first option that does not fit."""
    variant = settings.greedy or _divided(settings)
    stopping = replace(settings, greedy=replace(variant, stop_at_misfit=True))
    return replace(_greedy(ballots, stopping), rule="greedy-no-skip")


def _divided(settings: CountSettings) -> GreedyRules:
    """Return the plain variant: what options are worth is divided by their cost, unless it is
    their cost.
    """
    return GreedyRules(per_cost=settings.satisfaction is not Satisfaction.COST)


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
    return count_positions(
        ballots, ties=settings.ties, points=settings.place_points, seats=settings.seats
    )


class _FillsSeats(Protocol):
    def __call__(self, ballots: Ballots, *, ties: TieOrder, seats: int) -> Count: ...


def _ranked(
    name: str,
    title: Sentence,
    what_it_does: Sentence,
    count: _FillsSeats,
    score_words: ScoreWords = votes,
) -> Rule:
    """Return a rule for ranked ballots that needs to know nothing but the seats."""

    def counted(ballots: Ballots, settings: CountSettings) -> Count:
        return replace(count(ballots, ties=settings.ties, seats=settings.seats), rule=name)

    return Rule(name, title, what_it_does, _RANKED, counted, score_words)


_NOTHING: frozenset[str] = frozenset()
_ANY = frozenset(Kind)
_RANKED = frozenset({Kind.RANKED})
_CHAINS = sentence("Each pair is compared; the strongest chain of comparisons decides.")
_LEAST_LOSS = sentence("Each pair is compared; what loses least in its worst comparison wins.")

# A further rule is one entry here and its own code; steps of a new kind need an entry in
# `explain.sentences` too. The first that counts some ballots is their usual one.
_RULES = (
    Rule(
        "equal-shares",
        sentence("equal shares"),
        sentence(
            "Everybody gets the same share of the money and pays with others for what they "
            "support; shares rise until it is used."
        ),
        _ANY,
        count_equal_shares,
        has_budget=True,
        takes=frozenset({"satisfaction", "completion", "integral_start"}),
    ),
    Rule(
        "greedy",
        sentence("most votes first"),
        sentence("What has most votes is funded first; what no longer fits is passed over."),
        _ANY,
        _greedy,
        votes_or_points,
        has_budget=True,
        takes=frozenset({"satisfaction", "greedy", "stop_at_misfit"}),
    ),
    Rule(
        "greedy-no-skip",
        sentence("most votes first, until one does not fit"),
        sentence("What has most votes is funded first; the first that does not fit ends it."),
        _ANY,
        _greedy_no_skip,
        votes_or_points,
        has_budget=True,
        takes=frozenset({"satisfaction", "greedy"}),
    ),
    Rule(
        "phragmen",
        sentence("shared load (Phragmén)"),
        sentence(
            "Supporters save up at the same speed; as soon as those of an option have its cost "
            "together, it is funded."
        ),
        _ANY,
        _phragmen,
        has_budget=True,
        takes=_NOTHING,
    ),
    Rule(
        "approval",
        sentence("approval"),
        sentence("Everybody may choose several; what most people chose wins."),
        frozenset({Kind.APPROVAL}),
        _approval,
        adds_up=True,
    ),
    Rule(
        "points",
        sentence("points"),
        sentence("Everybody shares out points; what has most points wins."),
        frozenset({Kind.POINTS}),
        _points,
        points,
        takes=frozenset({"seats", "most_points"}),
        adds_up=True,
    ),
    Rule(
        "single",
        sentence("one choice"),
        sentence("Everybody chooses one; what most people chose wins."),
        frozenset({Kind.SINGLE}),
        _single,
        adds_up=True,
    ),
    _ranked(
        "stv",
        sentence("single transferable vote"),
        sentence("Votes that are not needed, or cannot win, go on to the voter's next choice."),
        count_stv,
    ),
    Rule(
        "irv",
        sentence("instant runoff"),
        sentence("The last is put out, again and again, and its votes go on to the next choice."),
        _RANKED,
        _irv,
        takes=_NOTHING,
    ),
    Rule(
        "positions",
        sentence("points by place"),
        sentence("A first place gives most points, each later place fewer."),
        _RANKED,
        _positions,
        had_points,
        takes=frozenset({"seats", "place_points"}),
        adds_up=True,
    ),
    replace(
        _ranked(
            "borda",
            sentence("Borda"),
            sentence("An option gets a point for every other that a voter puts below it."),
            count_borda,
            had_points,
        ),
        adds_up=True,
    ),
    _ranked(
        "copeland",
        sentence("Copeland"),
        sentence("Each pair is compared; what wins most comparisons wins."),
        count_copeland,
        comparisons_won,
    ),
    _ranked("schulze", sentence("Schulze"), _CHAINS, count_schulze, others_behind),
    _ranked(
        "schulze-margins",
        sentence("Schulze by margins"),
        _CHAINS,
        partial(count_schulze, strength=Strength.MARGINS),
        others_behind,
    ),
    _ranked("minimax", sentence("minimax"), _LEAST_LOSS, count_minimax, worst_defeat),
    _ranked(
        "minimax-margins",
        sentence("minimax by margins"),
        _LEAST_LOSS,
        partial(count_minimax, strength=Strength.MARGINS),
        worst_defeat,
    ),
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
    has_budget = ballots.budget is not None and all(
        each.cost is not None for each in ballots.options
    )
    return tuple(
        rule
        for rule in _RULES
        if ballots.kind in rule.kinds and (has_budget or not rule.has_budget)
    )
