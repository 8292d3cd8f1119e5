"""Budget: spend the money on options that fit it together, or share out points over options that
cost money.

A choice of the first gives each option what it costs, of the second the points it was given. A
question of the first that was frozen without costs lets its money be shared out freely, as points
are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from coopservices.sentences import Sentence, Wording, sentence
from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.explain.money import Money
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.settings import Completion
from priorities.engines.counting.tabulate import approval_ballots
from priorities.engines.voting.ballot_types.ballot_type import (
    BallotType,
    CountedBy,
    Parameter,
    Unit,
)
from priorities.engines.voting.ballot_types.choice import (
    Choice,
    ChoiceRefused,
    Marks,
    Told,
    ticked,
    ticks,
)
from priorities.engines.voting.ballot_types.points import (
    POINTS,
    amounts_in_words,
    check_shared_out,
    checked_amounts,
)
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.total import Total, spent_beyond, spent_within

COMPLETIONS: Mapping[str, Sentence] = {
    Completion.ADD1: sentence("The shares are raised until the money is used"),
    Completion.ADD1_GREEDY: sentence(
        "The shares are raised; then what has most votes is funded from what is left"
    ),
    Completion.ADD1_EXHAUSTIVE: sentence("The shares are raised until nothing more fits"),
    Completion.ADD1_EXHAUSTIVE_GREEDY: sentence(
        "The shares are raised until nothing more fits; then what has most votes is funded "
        "from what is left"
    ),
    Completion.GREEDY: sentence("What has most votes is funded from what is left"),
    Completion.NONE: sentence("Nothing more is funded"),
}

_WORTH: Mapping[str, Sentence] = {
    Satisfaction.COST: sentence(
        "An option that costs more is worth more to each person who wants it."
    ),
    Satisfaction.CARDINALITY: sentence(
        "Every option is worth the same to each person who wants it, whatever it costs."
    ),
    Satisfaction.POINTS: sentence("An option is worth to each person the points they gave it."),
}
_FIRST: Mapping[str, Sentence] = {
    Satisfaction.COST: sentence("What most people want comes first, whatever it costs."),
    Satisfaction.CARDINALITY: sentence(
        "What most people want for each pound that it costs comes first."
    ),
    Satisfaction.POINTS: sentence("What has most points for each pound that it costs comes first."),
}


def _ways(*satisfactions: Satisfaction) -> tuple[CountedBy, ...]:
    """Return the rules that share out money, by what can make an option worth funding."""
    worth: dict[str, Sentence] = {each: _WORTH[each] for each in satisfactions}
    first: dict[str, Sentence] = {each: _FIRST[each] for each in satisfactions}
    return (
        CountedBy(
            "equal-shares",
            Unit.VOTES,
            completions=COMPLETIONS,
            satisfactions=worth,
            rewards=sentence(
                "It rewards what groups of every size want: a fifth of the voters decide about a "
                "fifth of the money."
            ),
        ),
        CountedBy(
            "greedy",
            Unit.VOTES,
            satisfactions=first,
            rewards=sentence(
                "It rewards what most people want: a majority that agrees can decide about all of "
                "the money."
            ),
        ),
        CountedBy(
            "greedy-no-skip",
            Unit.VOTES,
            satisfactions=first,
            rewards=sentence(
                "It rewards what most people want, in that order and no other: something small is "
                "never funded in place of something that had more support."
            ),
        ),
        CountedBy(
            "phragmen",
            Unit.VOTES,
            rewards=sentence(
                "It rewards what many people want, above all if little else that they want is "
                "funded."
            ),
        ),
    )


def _instruction(rules: QuestionRules) -> Sentence:
    return sentence(
        "Choose what to spend the money on. Together it may cost up to %(budget)s.",
        budget=Money(rules.unit).words(rules.budget or 0),
    )


def _choice(rules: QuestionRules, marks: Marks) -> dict[str, int]:
    """An option of another question costs nothing here, and is refused."""
    return {name: rules.costs.get(name, 0) for name in marks}


def _total(rules: QuestionRules, marks: Marks) -> Total:
    spent = sum(rules.costs.get(name, 0) for name in marks)
    return Total(spent, rules.budget or 0, spent_within, spent_beyond, unit=rules.unit)


def _check(rules: QuestionRules, raw: object) -> Choice:
    if not rules.costs:
        return check_shared_out(rules, raw)
    basket = checked_amounts(rules, raw)
    if any(amount != rules.costs[name] for name, amount in basket.items()):
        raise ChoiceRefused(sentence("Give each option exactly what it costs."), rules.id)
    money, cost, budget = Money(rules.unit), sum(basket.values()), rules.budget or 0
    if cost > budget:
        raise ChoiceRefused(
            sentence(
                "You can spend %(budget)s. What you chose costs %(cost)s, which is %(excess)s too "
                "much.",
                budget=money.words(budget),
                cost=money.words(cost),
                excess=money.words(cost - budget),
            ),
            rules.id,
        )
    return basket


def _words(rules: QuestionRules, titles: Mapping[str, Wording], choice: Choice) -> tuple[Told, ...]:
    """The options in the order of the ballot paper with what they cost."""
    if not rules.costs:
        return amounts_in_words(rules, titles, choice)
    money = Money(rules.unit)
    return tuple(
        sentence("%(option)s: %(given)s", option=title, given=money.words(rules.costs[name]))
        for name, title in titles.items()
        if name in choice
    )


def _tabulate(options: Sequence[Option], choices: Sequence[Choice], **money: Any) -> Ballots:
    return approval_ballots(options, [list(choice) for choice in choices], **money)


BUDGET = BallotType(
    code="budget",
    title=sentence("Spend the budget"),
    needs=frozenset({Parameter.MONEY}),
    rewards=sentence("It rewards what people would buy if the money were theirs."),
    counted_by=_ways(Satisfaction.COST, Satisfaction.CARDINALITY),
    template="priorities/ballot_basket_options.html",
    instruction=_instruction,
    read=ticked,
    choice=_choice,
    marks=ticks,
    check=_check,
    abstention=dict,
    words=_words,
    tabulate=_tabulate,
    total=_total,
)

BUDGET_POINTS = replace(
    POINTS,
    code="budget-points",
    title=sentence("Share out points, to say what the money is for"),
    needs=frozenset({Parameter.POINTS, Parameter.MONEY}),
    rewards=sentence("It rewards what people want most, and what is worth its cost to them."),
    counted_by=_ways(Satisfaction.POINTS, Satisfaction.COST, Satisfaction.CARDINALITY),
)
