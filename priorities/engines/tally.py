"""The tally: what each question's ballots add up to, counted by the rule that was frozen for it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NotRequired, TypedDict

from priorities.engines.counting.ballots import Ballots, BallotsFaulty, Option
from priorities.engines.counting.count import Count, Score
from priorities.engines.counting.rules import RuleUnknown, rule_named
from priorities.engines.counting.settings import Completion, CountSettings
from priorities.engines.counting.ties import PublishedOrder
from priorities.engines.sealing.publication import OpenedBallot
from priorities.engines.voting.ballot_paper import BallotPaper
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Choice, QuestionRules

_NO_TITLES: Mapping[str, str] = {}


class QuestionTally(TypedDict):
    """One question's result, as it stands in the manifest.

    `ballots` is how many ballots each group cast, abstentions included; `score` what each option
    received from the groups that count, a fraction as text such as "7/2" where it is not whole;
    `order` every option, the best first, equals by the tie order drawn before the opening.

    Where a question may be counted by several rules the result also names its `rule`, the
    `winners` in the order in which they were chosen, and how many of the ballots that count were
    `blank`; and where there is money, what the winners `cost` together.
    """

    order: list[str]
    score: dict[str, int | str]
    ballots: dict[str, int]
    rule: NotRequired[str]
    winners: NotRequired[list[str]]
    blank: NotRequired[int]
    cost: NotRequired[int]


class NotCountable(ValueError):
    """A question asks for a way of counting that is not here."""


def tally(
    paper: BallotPaper, ballots: Sequence[OpenedBallot], counted_groups: Collection[str]
) -> Mapping[str, QuestionTally]:
    """Return the result of each question, by its id; the order of the ballots does not matter.

    Raises NotCountable for a question without a tie order, or without what its rule needs.
    """
    return {rules.id: _question(rules, ballots, counted_groups) for rules in paper.questions}


def _question(
    rules: QuestionRules, ballots: Sequence[OpenedBallot], counted: Collection[str]
) -> QuestionTally:
    count = counted_by(
        rules, [ballot.choices[rules.id] for ballot in ballots if ballot.group in counted]
    )
    result: QuestionTally = {
        "order": list(count.order),
        "score": {option: _printed(score) for option, score in count.scores.items()},
        "ballots": dict(Counter(ballot.group for ballot in ballots)),
    }
    if BALLOT_TYPES[rules.type].has_several_rules:
        result |= {"rule": count.rule, "winners": list(count.winners), "blank": count.blanks}
    if count.budget is not None:
        result |= {"cost": count.cost}
    return result


def counted_by(rules: QuestionRules, choices: Sequence[Choice]) -> Count:
    """Return the count of one question's choices, with its steps and margins, by the rule that was
    frozen for it.
    """
    return counted(rules, tabulated(rules, choices))


def counted(rules: QuestionRules, ballots: Ballots) -> Count:
    """Return the count of a question's ballots by the rule that `rules` name. Raises
    NotCountable.
    """
    way = BALLOT_TYPES[rules.type].counted(rules.rule)
    if way is None or not rules.tie_order:
        raise NotCountable(f"Question {rules.id} cannot be counted.")
    try:
        return rule_named(way.rule, ballots).count(ballots, _settings(rules))
    except (BallotsFaulty, RuleUnknown) as problem:
        raise NotCountable(f"Question {rules.id} cannot be counted.") from problem


def tabulated(
    rules: QuestionRules, choices: Sequence[Choice], titles: Mapping[str, str] = _NO_TITLES
) -> Ballots:
    """Return one question's choices as ballots, its options named where there are titles. Raises
    NotCountable.
    """
    try:
        return _ballots(rules, choices, titles)
    except BallotsFaulty as problem:
        raise NotCountable(f"Question {rules.id} cannot be counted.") from problem


def _ballots(rules: QuestionRules, choices: Sequence[Choice], titles: Mapping[str, str]) -> Ballots:
    options = [
        Option(name, titles.get(name, ""), cost=rules.costs.get(name)) for name in rules.options
    ]
    budget = rules.budget if rules.costs else None
    return BALLOT_TYPES[rules.type].tabulate(options, choices, budget=budget, unit=rules.unit)


def _settings(rules: QuestionRules) -> CountSettings:
    return CountSettings(
        ties=PublishedOrder(rules.tie_order),
        most_points=rules.budget,
        seats=rules.seats or 1,
        completion=Completion(rules.completion or Completion.NONE),
    )


def _printed(score: Score) -> int | str:
    return int(score) if score.denominator == 1 else str(score)
