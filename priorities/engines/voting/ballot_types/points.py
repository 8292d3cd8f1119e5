"""Points: share out a number of points."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from coopservices.sentences import Sentence, Wording, counted, sentence
from priorities.engines.canonical import LARGEST_INTEGER
from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.tabulate import points_ballots
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
    check_marked,
    check_options,
    typed,
)
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.total import Total, given_beyond, given_within

_WHOLE = re.compile(r"[0-9]{1,16}")


def checked_amounts(rules: QuestionRules, raw: object) -> dict[str, int]:
    """Return whole amounts by option, in the order of the options' ids and without zeros. Raises
    ChoiceRefused.
    """
    if not isinstance(raw, Mapping):
        raise ChoiceRefused(sentence("This answer should give a number to each option."), rules.id)
    check_options(rules, list(raw))
    if not all(_is_amount(amount) for amount in raw.values()):
        raise ChoiceRefused(
            sentence("Use whole numbers, such as 3, and none below zero."), rules.id
        )
    given = {option: amount for option, amount in raw.items() if amount}
    check_marked(rules, len(given), most=rules.most)
    return given


def check_shared_out(rules: QuestionRules, raw: object) -> Choice:
    """Return amounts that are together no more than there is to share out. Raises ChoiceRefused."""
    given = checked_amounts(rules, raw)
    total = sum(given.values())
    most = rules.most_points
    if most is not None and total > most:
        raise ChoiceRefused(
            sentence(
                "You can share out %(budget)s. You gave %(given)s, which is %(excess)s too many.",
                budget=most,
                given=total,
                excess=total - most,
            ),
            rules.id,
        )
    return given


def amounts_in_words(
    rules: QuestionRules, titles: Mapping[str, Wording], choice: Choice
) -> tuple[Told, ...]:
    """Return each option that was given something, and how much."""
    return tuple(
        sentence("%(option)s: %(given)s", option=titles[name], given=amount)
        for name, amount in _amounts(choice).items()
    )


def _is_amount(value: object) -> bool:
    # A bool is an int to Python, but not to a voter.
    return type(value) is int and 0 <= value <= LARGEST_INTEGER


def _instruction(rules: QuestionRules) -> Sentence:
    return counted(
        "Share out %(number)s point. Give it to what matters most to you.",
        "Share out up to %(number)s points. Give most to what matters most to you.",
        rules.most_points or 0,
    )


def _choice(rules: QuestionRules, marks: Marks) -> dict[str, object]:
    """What is no number stays as it is, and is refused."""
    return {name: int(text) if _WHOLE.fullmatch(text) else text for name, text in marks.items()}


def _total(rules: QuestionRules, marks: Marks) -> Total:
    """What is no number is nothing yet."""
    given = sum(int(text) for text in marks.values() if _WHOLE.fullmatch(text))
    return Total(given, rules.most_points or 0, given_within, given_beyond)


def _marks(choice: Choice) -> Marks:
    return {name: str(amount) for name, amount in _amounts(choice).items()}


def _tabulate(options: Sequence[Option], choices: Sequence[Choice], **money: Any) -> Ballots:
    return points_ballots(options, [_amounts(choice) for choice in choices], **money)


def _amounts(choice: Choice) -> dict[str, int]:
    return cast("dict[str, int]", choice)


POINTS = BallotType(
    code="points",
    title=sentence("Share out points"),
    rewards=sentence("It rewards what people feel strongly about."),
    needs=frozenset({Parameter.POINTS}),
    counted_by=(
        CountedBy(
            "points",
            Unit.POINTS,
            words=sentence("The points of all ballots are added up. The most points win."),
        ),
    ),
    template="priorities/ballot_points.html",
    instruction=_instruction,
    read=typed,
    choice=_choice,
    marks=_marks,
    check=check_shared_out,
    abstention=dict,
    words=amounts_in_words,
    tabulate=_tabulate,
    total=_total,
)
