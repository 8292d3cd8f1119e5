"""An imported election counted again by every rule that can count it, and what was kept of that."""

from collections.abc import Iterator, Mapping
from typing import Any

from coopservices.documents import read
from priorities.engines.canonical import parse
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain import explain, explain_difference
from priorities.engines.counting.rules import Rule, rules_for
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.ties import usual_ties
from priorities.engines.imported_election import ballots_of
from priorities.engines.voting.definition import LARGEST
from priorities.imported_elections.documents import RuleComparison, RuleResult
from priorities.imported_elections.models import ComparedResult
from priorities.polls.models import Poll, PollQuerySet
from priorities.results.documents import Currency
from priorities.results.models import ResultLine
from priorities.rounds.models import Round

_DEPTH = 8
_LEFT_TO_THE_SHELL = ("-margins", "-no-skip")
_SATISFACTION = {Kind.POINTS: Satisfaction.POINTS, Kind.RANKED: Satisfaction.BORDA}


def comparison_of(poll: Poll) -> RuleComparison | None:
    """The rules side by side, as they were counted once; None for a poll of our own. One query."""
    kept = poll.is_imported and ComparedResult.objects.filter(result=poll.pk).first()
    return read(RuleComparison, kept.comparison) if kept else None


def not_compared_in(round_: Round) -> PollQuerySet:
    """The imported polls of a round whose ballots have not been counted by each rule."""
    imported = Poll.objects.filter(round=round_).exclude(imported_from="")
    return imported.filter(result__isnull=False, result__compared=None)


def comparison_by_rules(question: Mapping[str, object], lines: Iterator[str]) -> RuleComparison:
    """Count a published question and its lines by each rule, the most usual first.

    Of a family of rules (Schulze and Schulze by margins, say) all but the first are left to the
    shell's `count`.
    """
    ballots = ballots_of(question, lines)
    counts = [rule.count(ballots, _settings(ballots)) for rule in _side_by_side(ballots)]
    sign = Currency(str(question["currency"]), ballots.unit).sign
    return RuleComparison(tuple(_told(count, counts[0], ballots, sign) for count in counts))


def comparison_of_lines(poll: Poll) -> RuleComparison | None:
    """Count a poll's published lines by each rule; None for a poll of our own. One query."""
    if not poll.is_imported:
        return None
    lines = (
        ResultLine.objects.filter(result=poll.pk)
        .order_by("position")
        .values_list("line", flat=True)
    )
    definition: Any = parse(poll.definition, max_bytes=LARGEST, max_depth=_DEPTH)
    return comparison_by_rules(definition["questions"][0], lines.iterator(chunk_size=5000))


def _side_by_side(ballots: Ballots) -> list[Rule]:
    """Rules that share out the money where there is money, else those that choose; one of a family
    each.
    """
    rules = rules_for(ballots)
    return [
        rule
        for rule in rules
        if rule.has_budget == rules[0].has_budget and not rule.name.endswith(_LEFT_TO_THE_SHELL)
    ]


def _settings(ballots: Ballots) -> CountSettings:
    """As the cities that use equal shares do: shares rise by one unit of money until
    it is spent.
    """
    return CountSettings(
        ties=usual_ties(ballots),
        satisfaction=_SATISFACTION.get(ballots.kind, Satisfaction.COST),
        completion=Completion.ADD1,
    )


def _told(count: Count, first: Count, ballots: Ballots, sign: str) -> RuleResult:
    differs = () if count is first else explain_difference(first, count, ballots, sign=sign)
    return RuleResult(
        rule=count.rule,
        winners=count.winners,
        cost=None if count.budget is None else count.cost,
        explanation=tuple(explain(count, ballots, sign=sign)),
        difference=tuple(differs),
    )
