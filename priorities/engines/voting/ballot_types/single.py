"""Single choice: choose one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from coopservices.sentences import Sentence, counted, sentence
from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.tabulate import single_ballots
from priorities.engines.voting.ballot_types.approval import APPROVAL, MOST_VOTES
from priorities.engines.voting.ballot_types.ballot_type import CountedBy, Unit
from priorities.engines.voting.ballot_types.choice import Choice, checked_list
from priorities.engines.voting.ballot_types.question import QuestionRules


def _instruction(rules: QuestionRules) -> Sentence:
    # Counted, as where one may choose several: the catalogue has no other sentence of these words.
    return counted("Choose one.", "Choose up to %(number)s.", 1)


def _check(rules: QuestionRules, raw: object) -> Choice:
    return checked_list(rules, raw, most=1)


def _tabulate(options: Sequence[Option], choices: Sequence[Choice], **money: Any) -> Ballots:
    return single_ballots(options, [next(iter(choice), None) for choice in choices], **money)


SINGLE = replace(
    APPROVAL,
    code="single",
    title=sentence("Choose one"),
    rewards=sentence(
        "It rewards what the largest group wants most, even if everybody else wants it least."
    ),
    needs=frozenset(),
    counted_by=(CountedBy("single", Unit.VOTES, words=MOST_VOTES),),
    template="priorities/ballot_radio_options.html",
    instruction=_instruction,
    check=_check,
    tabulate=_tabulate,
    total=None,
    at_most=1,
    opposition=None,
)
