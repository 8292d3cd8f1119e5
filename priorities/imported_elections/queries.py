"""An imported election counted again by every rule that can count it, each explained in plain
words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from priorities.engines.canonical import parse
from priorities.engines.counting.ballots import Ballots, Kind
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain import Money, explain, explain_difference
from priorities.engines.counting.rules import RULES, Rule, rules_for
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.ties import usual_ties
from priorities.engines.imported_election import ballots_of
from priorities.engines.voting.definition import LARGEST
from priorities.polls.models import Poll
from priorities.results.models import ResultLine

SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_DEPTH = 8
_SATISFACTION = {Kind.POINTS: Satisfaction.POINTS, Kind.RANKED: Satisfaction.BORDA}


@dataclass(frozen=True)
class RuleCount:
    """What one rule makes of the ballots: the keys of its winners in order, how it came about, and
    how it differs from the first rule; and what the rule is called and does.

    `cost` is what the winners cost together and `costs` what each option costs, in words; "" and {}
    where nothing has a price.
    """

    title: str
    what_it_does: str
    winners: tuple[str, ...]
    cost: str
    costs: Mapping[str, str]
    explanation: tuple[str, ...]
    difference: tuple[str, ...]


def counts_of_import(poll: Poll) -> tuple[RuleCount, ...]:
    """The counts side by side, the most usual rule first; () for a poll of our own. Two queries.

    A rule whose count would be the same by definition (the margins of Schulze, say) is left to the
    shell's `count`.
    """
    if not poll.is_imported:
        return ()
    question = _question(poll)
    lines = (
        ResultLine.objects.filter(result=poll.pk)
        .order_by("position")
        .values_list("line", flat=True)
    )
    ballots = ballots_of(question, lines.iterator(chunk_size=5000))
    counts = [rule.count(ballots, _settings(ballots)) for rule in _side_by_side(ballots)]
    sign = SIGNS.get(question["currency"], f"{question['currency']}\N{NO-BREAK SPACE}".lstrip())
    return tuple(_told(count, counts[0], ballots, sign) for count in counts)


def _question(poll: Poll) -> Mapping[str, Any]:
    definition: Any = parse(poll.definition, max_bytes=LARGEST, max_depth=_DEPTH)
    question: Mapping[str, Any] = definition["questions"][0]
    return question


def _side_by_side(ballots: Ballots) -> list[Rule]:
    """Rules that share out the money where there is money, else those that choose; one of a family
    each.
    """
    rules = rules_for(ballots)
    return [
        rule
        for rule in rules
        if rule.has_budget == rules[0].has_budget and not rule.name.endswith("-margins")
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


def _told(count: Count, first: Count, ballots: Ballots, sign: str) -> RuleCount:
    rule, money = RULES[count.rule], Money(ballots.unit, sign)
    return RuleCount(
        title=capfirst(rule.title),
        what_it_does=rule.what_it_does,
        winners=count.winners,
        cost="" if count.budget is None else money.words(count.cost),
        costs={
            option.id: money.words(option.cost)
            for option in ballots.options
            if option.cost is not None
        },
        explanation=tuple(explain(count, ballots, sign=sign)),
        difference=()
        if count is first
        else tuple(explain_difference(first, count, ballots, sign=sign)),
    )
