"""Choices: whether what a voter chose fits the ballot paper, and the one form it is sealed in."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from priorities.engines.canonical import LARGEST_INTEGER
from priorities.engines.voting.ballot_paper.rules import BallotPaper, QuestionRules

Choice: TypeAlias = list[str] | dict[str, int]


class ChoiceRefused(ValueError):
    """A choice does not fit its question; the message is for the voter.

    `question_id` is None where the ballot as a whole is at fault.
    """

    def __init__(self, message: str, question_id: str | None = None) -> None:
        super().__init__(message)
        self.question_id = question_id


def check_choices(paper: BallotPaper, raw: object) -> dict[str, Choice]:
    """Return what the voter chose, question id to choice, in the one form that is sealed.

    `raw` maps question ids to choices. Every question is present in the answer: one left out
    abstains, as does an empty choice. Names are sorted unless they are ranked, and options given
    nothing are dropped. Raises ChoiceRefused.
    """
    if not isinstance(raw, Mapping) or not raw:
        raise ChoiceRefused("No answers reached us. Go back and answer at least one question.")
    if set(raw) - {rules.id for rules in paper.questions}:
        raise ChoiceRefused("This ballot answers a question that is not part of this vote.")
    return {rules.id: _choice(rules, raw) for rules in paper.questions}


def _choice(rules: QuestionRules, raw: Mapping[str, object]) -> Choice:
    abstention: Choice = {} if rules.is_shared_out else []
    return _CHECKS[rules.type](rules, raw.get(rules.id, abstention))


def _named(rules: QuestionRules, raw: object) -> Choice:
    """Check options that were named in any order."""
    return sorted(_ranked(rules, raw))


def _ranked(rules: QuestionRules, raw: object) -> list[str]:
    """Check options that were named, and keep their order."""
    if not isinstance(raw, list | tuple):
        raise ChoiceRefused("This answer should be a list of options.", rules.id)
    _check_options(rules, raw)
    _check_marked(rules, len(raw))
    return list(raw)


def _shared_out(rules: QuestionRules, raw: object) -> Choice:
    """Check amounts that were given to options."""
    if not isinstance(raw, Mapping):
        raise ChoiceRefused("This answer should give a number to each option.", rules.id)
    _check_options(rules, list(raw))
    if not all(_is_amount(amount) for amount in raw.values()):
        raise ChoiceRefused("Use whole numbers, such as 3, and none below zero.", rules.id)
    given = {option: amount for option, amount in raw.items() if amount}
    _check_marked(rules, len(given))
    _check_budget(rules, sum(given.values()))
    return given


def _is_amount(value: object) -> bool:
    # A bool is an int to Python, but not to a voter.
    return type(value) is int and 0 <= value <= LARGEST_INTEGER


def _check_options(rules: QuestionRules, named: Sequence[object]) -> None:
    if not all(option in rules.options for option in named):
        raise ChoiceRefused("Choose only from the options of this question.", rules.id)
    if len(set(named)) < len(named):
        raise ChoiceRefused("Choose each option once only.", rules.id)


def _check_marked(rules: QuestionRules, marked: int) -> None:
    if marked > rules.most:
        raise ChoiceRefused(f"Choose no more than {rules.most}. You chose {marked}.", rules.id)
    if 0 < marked < rules.least:
        raise ChoiceRefused(
            f"Choose at least {rules.least}, or none to abstain. You chose {marked}.", rules.id
        )


def _check_budget(rules: QuestionRules, total: int) -> None:
    if rules.budget is not None and total > rules.budget:
        raise ChoiceRefused(
            (
                f"You can share out {rules.budget}. You gave {total}, which is "
                f"{total - rules.budget} too many."
            ),
            rules.id,
        )


_CHECKS: dict[str, Callable[[QuestionRules, object], Choice]] = {
    "single": _named,
    "approval": _named,
    "ranking": _ranked,
    "points": _shared_out,
    "budget": _shared_out,
}
