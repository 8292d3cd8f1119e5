"""Approval: choose as many as you like, up to a number."""

from collections.abc import Mapping, Sequence
from typing import Any

from coopservices.sentences import Sentence, Wording, counted, sentence
from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.tabulate import approval_ballots
from priorities.engines.voting.ballot_types.ballot_type import (
    BallotType,
    CountedBy,
    Opposition,
    Parameter,
    Unit,
)
from priorities.engines.voting.ballot_types.choice import (
    Choice,
    Marks,
    Told,
    checked_list,
    ticked,
    ticks,
)
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.total import Total, chosen_beyond, chosen_within

TICK_BOXES = "priorities/ballot_options.html"
MOST_VOTES = sentence(
    "Each option gets one vote from every ballot that chose it. The most votes win."
)


def instruction(rules: QuestionRules) -> Sentence:
    """Return how many to choose."""
    return counted("Choose one.", "Choose up to %(number)s.", rules.most)


def chosen(rules: QuestionRules, marks: Marks) -> list[str]:
    """Return the options whose boxes are ticked."""
    return list(marks)


def titles_on_the_paper(
    rules: QuestionRules, titles: Mapping[str, Wording], choice: Choice
) -> tuple[Told, ...]:
    """Return the titles of the options chosen, in the order of the ballot paper."""
    return tuple(title for name, title in titles.items() if name in choice)


def _total(rules: QuestionRules, marks: Marks) -> Total:
    return Total(len(marks), rules.most, chosen_within, chosen_beyond)


def _check(rules: QuestionRules, raw: object) -> Choice:
    return sorted(checked_list(rules, raw, most=rules.most))


def _tabulate(options: Sequence[Option], choices: Sequence[Choice], **money: Any) -> Ballots:
    return approval_ballots(options, choices, **money)


def _not_chosen(rules: QuestionRules, choice: Choice) -> frozenset[str]:
    """An empty choice opposes nothing: it may be an abstention."""
    return frozenset(rules.options) - frozenset(choice) if choice else frozenset()


def _problem_with_opposing(rules: QuestionRules) -> Sentence | str:
    if rules.most >= len(rules.options):
        return ""
    return sentence(
        "Let each person choose as many as there are options: where people may not choose all, "
        "leaving an option out says nothing against it."
    )


APPROVAL = BallotType(
    code="approval",
    title=sentence("Choose as many as you like"),
    rewards=sentence("It rewards what many people are content with, if not what they want most."),
    needs=frozenset({Parameter.MOST}),
    counted_by=(CountedBy("approval", Unit.VOTES, words=MOST_VOTES),),
    template=TICK_BOXES,
    instruction=instruction,
    read=ticked,
    choice=chosen,
    marks=ticks,
    check=_check,
    abstention=list,
    words=titles_on_the_paper,
    tabulate=_tabulate,
    opposition=Opposition(
        words=sentence("A ballot that chooses others and not an option is against it."),
        on=_not_chosen,
        problem=_problem_with_opposing,
    ),
    total=_total,
)
