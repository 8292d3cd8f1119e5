"""Worked examples: what a rule would make of a few made-up ballots on a question's own options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.count import Count
from priorities.engines.counting.explain.difference import why
from priorities.engines.counting.explain.money import Money
from priorities.engines.counting.explain.narration import Narration
from priorities.engines.counting.words import in_turn
from priorities.engines.tally import counted as counted_by
from priorities.engines.tally import tabulated
from priorities.engines.voting.asked_questions import AskedQuestion
from priorities.engines.voting.ballot_types import (
    Choice,
    CountedBy,
    QuestionRules,
    Variant,
    problem_with_parameters,
    settled,
)

_FEW = 3  # options, where nothing costs money


@dataclass(frozen=True)
class _Camp:
    """So many made-up people who want these options, most wanted first."""

    people: int
    wants: tuple[str, ...]


def worked_example(question: AskedQuestion, way: CountedBy | None = None) -> Sentence | None:
    """Return what a rule, that of the question without `way`, would make of nine or ten made-up
    ballots on the question's own options, and why; None where it has too little to be counted.
    """
    rules = _rules(question, way or question.counted)
    if rules is None:
        return None
    camps = _camps(rules)
    choices = [choice for camp in camps for choice in [_choice(rules, camp)] * camp.people]
    titles = {option.id: sentence("“%(title)s”", title=option.title) for option in question.options}
    ballots = tabulated(rules, choices)
    count = counted_by(rules, ballots)
    narration = Narration(count, ballots, Money(rules.unit), titles)
    case, reason = _case(rules, camps, titles), _reason(count, camps, narration)
    if count.budget is None and len(count.winners) == 1 and reason:
        return in_turn(case, reason)
    return in_turn(case, _outcome(count, narration), reason)


def _rules(question: AskedQuestion, way: CountedBy) -> QuestionRules | None:
    """Return the question counted this way, with as many places as the rule needs at least, ties
    going by the order of the paper.
    """
    kind, told = question.ballot_type, question.rules
    is_its_own = way.rule == question.counted.rule
    rules = settled(
        kind,
        replace(
            told,
            rule=way.rule,
            completion=told.completion if is_its_own else "",
            variant=told.variant if is_its_own else Variant(satisfaction=""),
            options=told.options if told.costs else told.options[:_FEW],
            seats=_seats(told, way),
        ),
    )
    rules = replace(rules, tie_order=rules.options, max=min(rules.most, len(rules.options)))
    about, _ = problem_with_parameters(kind, rules)
    return None if about or len(rules.options) < 2 else rules


def _seats(rules: QuestionRules, way: CountedBy) -> int | None:
    if rules.seats is None:
        return None
    return max(way.least_seats, min(rules.seats, way.most_seats or rules.seats, _FEW - 1))


# --- The people -----------------------------------------------------------------------------------


def _camps(rules: QuestionRules) -> tuple[_Camp, ...]:
    return _spenders(rules) if rules.costs else _choosers(rules)


def _choosers(rules: QuestionRules) -> tuple[_Camp, ...]:
    """Return nine people of whom most can live with the option that fewest put first."""
    if len(rules.options) < _FEW:
        first, second = rules.options
        return _Camp(5, (first, second)), _Camp(4, (second, first))
    first, second, third = rules.options
    return (
        _Camp(4, (first, second, third)),
        _Camp(3, (third, second, first)),
        _Camp(2, (second, third, first)),
    )


def _spenders(rules: QuestionRules) -> tuple[_Camp, ...]:
    """Return six people who spend the money among themselves, and four who want the cheapest of
    what is left.
    """
    basket: list[str] = []
    cheapest = min(rules.options, key=lambda name: (rules.costs[name], rules.options.index(name)))
    for name in rules.options:
        cost = sum(rules.costs[each] for each in (*basket, name))
        if name != cheapest and len(basket) < 3 and cost <= (rules.budget or 0):
            basket.append(name)
    if not basket:
        return (_Camp(10, (cheapest,)),)
    return _Camp(6, tuple(basket)), _Camp(4, (cheapest,))


def _choice(rules: QuestionRules, camp: _Camp) -> Choice:
    wants, points = camp.wants, rules.most_points or 0
    match rules.type:
        case "ranking":
            return list(wants[: rules.most])
        case "budget":
            return {name: rules.costs[name] for name in sorted(wants)}
        case "points" | "budget-points":
            return _shared_out(wants if rules.costs else wants[:2], points)
        case "single":
            return [wants[0]]
        case _:
            return sorted(wants[: min(2, rules.most)])


def _shared_out(wants: Sequence[str], points: int) -> dict[str, int]:
    """Return the points given to each: two thirds to what is wanted most, evenly what is left."""
    first, *others = wants
    if not others:
        return {first: points}
    most = -(-points * 2 // 3)
    shares = {name: (points - most) // len(others) for name in others}
    return {first: points - sum(shares.values())} | {n: p for n, p in shares.items() if p}


# --- The words ------------------------------------------------------------------------------------


def _case(rules: QuestionRules, camps: Sequence[_Camp], titles: Mapping[str, Sentence]) -> Sentence:
    if rules.costs:
        return sentence(
            "Say %(camps)s.", camps=tuple(_spends(rules, camp, titles) for camp in camps)
        )
    firsts = tuple(
        sentence("%(people)s want %(name)s most", people=c.people, name=titles[c.wants[0]])
        for c in camps
    )
    if len(camps) < 3:
        return sentence("Say of nine people %(firsts)s.", firsts=firsts)
    return sentence(
        "Say of nine people %(firsts)s, and whoever wants another most wants %(second)s next.",
        firsts=firsts,
        second=titles[camps[0].wants[1]],
    )


def _spends(rules: QuestionRules, camp: _Camp, titles: Mapping[str, Sentence]) -> Sentence:
    names = tuple(titles[name] for name in camp.wants)
    if rules.type == "budget":
        return counted(
            "%(number)s person chooses %(names)s",
            "%(number)s people choose %(names)s",
            camp.people,
            names=names,
        )
    return counted(
        "%(number)s person gives their points to %(names)s",
        "%(number)s people give their points to %(names)s",
        camp.people,
        names=names,
    )


def _outcome(count: Count, narration: Narration) -> Sentence:
    names = narration.names(count.winners)
    if count.budget is None:
        return counted(
            "Then %(names)s is chosen.", "Then %(names)s are chosen.", len(names), names=names
        )
    if not names:
        return sentence("Then nothing is funded.")
    return counted(
        "Then %(names)s is funded.", "Then %(names)s are funded.", len(names), names=names
    )


def _reason(count: Count, camps: Sequence[_Camp], narration: Narration) -> Sentence | None:
    """Return why the option of the smaller camp is funded or not; without money, why what came
    last among the winners is chosen.
    """
    if count.budget is not None:
        return why(narration, camps[-1].wants[0])
    return why(narration, count.winners[-1]) if count.winners else None
