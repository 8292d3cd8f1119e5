"""Choices: whether what a voter chose fits the ballot paper, and the one form it is sealed in."""

from collections.abc import Mapping

from coopservices.sentences import sentence
from priorities.engines.voting.ballot_paper.paper import BallotPaper
from priorities.engines.voting.ballot_types import (
    BALLOT_TYPES,
    Choice,
    ChoiceRefused,
    QuestionRules,
)


def check_choices(paper: BallotPaper, raw: object) -> dict[str, Choice]:
    """Return what the voter chose, question id to choice, in the one form that is sealed.

    `raw` maps question ids to choices. Every question is present in the answer: one left out
    abstains, as does an empty choice. Names are sorted unless they are ranked, and options given
    nothing are dropped. Raises ChoiceRefused.
    """
    if not isinstance(raw, Mapping) or not raw:
        raise ChoiceRefused(
            sentence("No answers reached us. Go back and answer at least one question.")
        )
    if set(raw) - {rules.id for rules in paper.questions}:
        raise ChoiceRefused(
            sentence("This ballot answers a question that is not part of this vote.")
        )
    return {rules.id: _choice(rules, raw) for rules in paper.questions}


def _choice(rules: QuestionRules, raw: Mapping[str, object]) -> Choice:
    kind = BALLOT_TYPES[rules.type]
    return kind.check(rules, raw.get(rules.id, kind.abstention()))
