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
from priorities.engines.voting.ballot_types.budget import BUDGET, BUDGET_POINTS
from priorities.engines.voting.ballot_types.choice import (
    TICK,
    Choice,
    ChoiceRefused,
    Marks,
    Posted,
    Told,
    input_name,
)
from priorities.engines.voting.ballot_types.parameters import (
    problem_with_parameters,
    problem_with_variant,
    settled,
    variant_for,
)
from priorities.engines.voting.ballot_types.points import POINTS
from priorities.engines.voting.ballot_types.question import QuestionRules
from priorities.engines.voting.ballot_types.ranking import RANKING
from priorities.engines.voting.ballot_types.single import SINGLE
from priorities.engines.voting.ballot_types.total import Total
from priorities.engines.voting.ballot_types.variant import AS_USUAL, SETTINGS, Variant, read_variant

__all__ = [
    "AS_USUAL",
    "BALLOT_TYPES",
    "SETTINGS",
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
    "Total",
    "Unit",
    "Variant",
    "input_name",
    "problem_with_parameters",
    "problem_with_variant",
    "read_variant",
    "settled",
    "variant_for",
]

BALLOT_TYPES: dict[str, BallotType] = {
    "approval": APPROVAL,
    "points": POINTS,
    "ranking": RANKING,
    "budget": BUDGET,
    "budget-points": BUDGET_POINTS,
    "single": SINGLE,
}
