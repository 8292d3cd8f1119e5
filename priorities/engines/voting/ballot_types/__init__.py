"""Types of ballot: one table of all there are, which drafting, casting, counting and showing ask.

A further type is its own module and an entry here.
"""

from priorities.engines.voting.ballot_types.approval import APPROVAL
from priorities.engines.voting.ballot_types.ballot_type import (
    BallotType,
    CountedBy,
    Opposition,
    Parameter,
    Unit,
)
from priorities.engines.voting.ballot_types.budget import BUDGET
from priorities.engines.voting.ballot_types.choice import (
    TICK,
    Choice,
    ChoiceRefused,
    Marks,
    Posted,
    Told,
    input_name,
)
from priorities.engines.voting.ballot_types.parameters import problem_with_parameters, settled
from priorities.engines.voting.ballot_types.points import POINTS
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.ranking import RANKING
from priorities.engines.voting.ballot_types.single import SINGLE

__all__ = [
    "BALLOT_TYPES",
    "TICK",
    "BallotType",
    "Choice",
    "ChoiceRefused",
    "CountedBy",
    "Marks",
    "Opposition",
    "Parameter",
    "Posted",
    "QuestionRules",
    "Told",
    "Unit",
    "input_name",
    "problem_with_parameters",
    "settled",
]

BALLOT_TYPES: dict[str, BallotType] = {
    "approval": APPROVAL,
    "points": POINTS,
    "ranking": RANKING,
    "budget": BUDGET,
    "single": SINGLE,
}
