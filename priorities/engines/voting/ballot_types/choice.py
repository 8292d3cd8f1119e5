"""Choices: what a voter chose in one question, and what every type refuses alike."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, TypeAlias

from coopservices.sentences import Sentence, Wording, sentence
from priorities.engines.voting.ballot_types.question import QuestionRules

Choice: TypeAlias = list[str] | dict[str, int]
Told: TypeAlias = Wording | Sentence
"""One thing that was chosen, in words."""

Marks: TypeAlias = Mapping[str, str]
"""What stands beside each option on a ballot paper, as it was typed or ticked."""

TICK = "on"


class ChoiceRefused(ValueError):
    """A choice does not fit its question; the message is for the voter.

    `question_id` is None where the ballot as a whole is at fault.
    """

    def __init__(self, message: Sentence, question_id: str | None = None) -> None:
        super().__init__(message)
        self.question_id = question_id


class Posted(Protocol):
    """The fields of a form as they were sent."""

    def get(self, name: str, default: str = "", /) -> str:
        """Return what one field holds."""

    def getlist(self, name: str, /) -> Sequence[str]:
        """Return all that was sent under one name."""


# --- On the ballot paper --------------------------------------------------------------------------


def input_name(question: str, option: str) -> str:
    """Return the name of an option's own input; no question's id holds a colon."""
    return f"{question}:{option}"


def ticked(rules: QuestionRules, posted: Posted) -> Marks:
    """Return the options whose boxes were ticked, options of other questions too."""
    return dict.fromkeys(posted.getlist(rules.id), TICK)


def typed(rules: QuestionRules, posted: Posted) -> Marks:
    """Return what was typed or picked beside each option, without those left empty."""
    beside = {name: posted.get(input_name(rules.id, name), "").strip() for name in rules.options}
    return {name: text for name, text in beside.items() if text}


def ticks(choice: Choice) -> Marks:
    """Return the boxes that a choice ticks."""
    return dict.fromkeys(choice, TICK)


# --- Whether it fits ------------------------------------------------------------------------------


def checked_list(rules: QuestionRules, raw: object, *, most: int) -> list[str]:
    """Return options that were named, in their order. Raises ChoiceRefused."""
    if not isinstance(raw, list | tuple):
        raise ChoiceRefused(sentence("This answer should be a list of options."), rules.id)
    check_options(rules, raw)
    check_marked(rules, len(raw), most=most)
    return list(raw)


def check_options(rules: QuestionRules, named: Collection[object]) -> None:
    """Raise ChoiceRefused unless these are options of the question, each named once."""
    if not all(option in rules.options for option in named):
        raise ChoiceRefused(sentence("Choose only from the options of this question."), rules.id)
    if len(set(named)) < len(named):
        raise ChoiceRefused(sentence("Choose each option once only."), rules.id)


def check_marked(rules: QuestionRules, marked: int, *, most: int) -> None:
    """Raise ChoiceRefused where too many or too few options are marked; none abstains."""
    if marked > most:
        raise ChoiceRefused(
            sentence(
                "Choose no more than %(most)s. You chose %(chosen)s.", most=most, chosen=marked
            ),
            rules.id,
        )
    if 0 < marked < rules.least:
        raise ChoiceRefused(
            sentence(
                "Choose at least %(least)s, or none to abstain. You chose %(chosen)s.",
                least=rules.least,
                chosen=marked,
            ),
            rules.id,
        )
