"""The tally: what each question's ballots add up to, counted by the rule that its method names."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypedDict, cast

from priorities.engines.counting.ballots import Ballots, Option
from priorities.engines.counting.count import Count
from priorities.engines.counting.rules import rule_named
from priorities.engines.counting.settings import CountSettings
from priorities.engines.counting.tabulate import approval_ballots, points_ballots, single_ballots
from priorities.engines.counting.ties import PublishedOrder
from priorities.engines.sealing.publication import OpenedBallot
from priorities.engines.voting.ballot_paper import BallotPaper, Choice, QuestionRules


class QuestionTally(TypedDict):
    """One question's result, as it stands in the manifest.

    `ballots` is how many ballots each group cast, abstentions included; `score` what each option
    received from the groups that count; `order` every option, the best first, equals by the tie
    order drawn before the opening.
    """

    order: list[str]
    score: dict[str, int]
    ballots: dict[str, int]


class NotCountable(ValueError):
    """A question asks for a way of counting that is not here."""


def tally(
    paper: BallotPaper, ballots: Sequence[OpenedBallot], counted_groups: Collection[str]
) -> dict[str, QuestionTally]:
    """Return the result of each question, by its id; the order of the ballots does not matter.

    Raises NotCountable for a method that no rule here counts, or for a question without a tie
    order.
    """
    return {rules.id: _question(rules, ballots, counted_groups) for rules in paper.questions}


def _question(
    rules: QuestionRules, ballots: Sequence[OpenedBallot], counted: Collection[str]
) -> QuestionTally:
    count = counted_by(
        rules, [ballot.choices[rules.id] for ballot in ballots if ballot.group in counted]
    )
    return {
        "order": list(count.order),
        "score": {option: int(score) for option, score in count.scores.items()},
        "ballots": dict(Counter(ballot.group for ballot in ballots)),
    }


def counted_by(rules: QuestionRules, choices: Sequence[Choice]) -> Count:
    """Return the count of one question's choices, with its steps and margins, by the rule its
    method names.
    """
    if rules.type not in _TABULATED or not rules.tie_order:
        raise NotCountable(f"Question {rules.id} cannot be counted.")
    ballots = _TABULATED[rules.type]([Option(name) for name in rules.options], choices)
    settings = CountSettings(ties=PublishedOrder(tuple(rules.tie_order)), most_points=rules.budget)
    return rule_named(rules.type, ballots).count(ballots, settings)


def _approval(options: Sequence[Option], choices: Sequence[Choice]) -> Ballots:
    return approval_ballots(options, choices)


def _single(options: Sequence[Option], choices: Sequence[Choice]) -> Ballots:
    return single_ballots(options, [next(iter(choice), None) for choice in choices])


def _points(options: Sequence[Option], choices: Sequence[Choice]) -> Ballots:
    return points_ballots(options, cast("Sequence[Mapping[str, int]]", choices))


_TABULATED: Mapping[str, Callable[[Sequence[Option], Sequence[Choice]], Ballots]] = {
    "approval": _approval,
    "single": _single,
    "points": _points,
}
