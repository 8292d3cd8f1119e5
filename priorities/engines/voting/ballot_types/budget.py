"""Budget: spend the money on options that fit it together.

A choice gives each option what it costs. A question that was frozen without costs lets its money be
shared out freely, as points are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from coopservices.sentences import Sentence, Wording, sentence
from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.explain.money import Money
from priorities.engines.counting.settings import Completion
from priorities.engines.counting.tabulate import approval_ballots
from priorities.engines.voting.ballot_types.approval import TICK_BOXES
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
    amounts_in_words,
    check_shared_out,
    checked_amounts,
)
from priorities.engines.voting.ballot_types.question import QuestionRules

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


def _instruction(rules: QuestionRules) -> Sentence:
    return sentence(
        "Choose what to spend the money on. Together it may cost up to %(budget)s.",
        budget=Money(rules.unit).words(rules.budget or 0),
    )


def _choice(rules: QuestionRules, marks: Marks) -> dict[str, int]:
    """An option of another question costs nothing here, and is refused."""
    return {name: rules.costs.get(name, 0) for name in marks}


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
    counted_by=(
        CountedBy("equal-shares", Unit.VOTES, completions=COMPLETIONS),
        CountedBy("greedy", Unit.VOTES),
        CountedBy("greedy-no-skip", Unit.VOTES),
        CountedBy("phragmen", Unit.VOTES),
    ),
    template=TICK_BOXES,
    instruction=_instruction,
    read=ticked,
    choice=_choice,
    marks=ticks,
    check=_check,
    abstention=dict,
    words=_words,
    tabulate=_tabulate,
)
