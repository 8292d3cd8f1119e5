"""The tally: what each question's ballots add up to, and the order of its options."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TypedDict

from priorities.engines.ballot_paper import BallotPaper, Choice, QuestionRules
from priorities.engines.publication import OpenedBallot

COUNTABLE = frozenset({"approval", "single", "points"})


class QuestionTally(TypedDict):
    """One question's result, as it stands in the manifest.

    `ballots` is how many ballots each group cast, abstentions included; `score` what each option received from the
    groups that count; `order` every option, the best first, equals by the tie order drawn before the opening.
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

    Approval adds up how many chose an option (Brams and Fishburn, Approval Voting, 1978), points what it was given.
    Raises NotCountable for another method, or for a question without a tie order.
    """
    return {rules.id: _question(rules, ballots, counted_groups) for rules in paper.questions}


def _question(rules: QuestionRules, ballots: Sequence[OpenedBallot], counted: Collection[str]) -> QuestionTally:
    if rules.type not in COUNTABLE or not rules.tie_order:
        raise NotCountable(f"Question {rules.id} cannot be counted.")
    received = Counter[str]()
    for ballot in ballots:
        if ballot.group in counted:
            received.update(_marks(ballot.choices[rules.id]))
    score = {option: received[option] for option in rules.options}
    return {
        "order": sorted(score, key=lambda option: (-score[option], rules.tie_order.index(option))),
        "score": score,
        "ballots": dict(Counter(ballot.group for ballot in ballots)),
    }


def _marks(choice: Choice) -> dict[str, int]:
    return choice if isinstance(choice, dict) else dict.fromkeys(choice, 1)
