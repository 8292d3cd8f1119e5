"""Questions: what one question of a poll allows and how it is counted, frozen at its opening."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from priorities.engines.voting.ballot_types.variant import AS_USUAL, Variant


@dataclass(frozen=True)
class QuestionRules:
    """What one question allows.

    `min` and `max` bound how many options are marked on a ballot that does not abstain.
    `budget` is the most points, or units of money, to share out where the type has any; where it
    has both, it is the money, and `points` are beside it. `costs` is what each option costs, {}
    where nothing has a price; `unit` of them make one unit of money. `rule` names the counting
    rule, "" the usual one of the type; `completion` is how equal shares goes on, and `variant` what
    else is not as usual; `seats` says how many options are chosen, None where the type does not
    ask.
    """

    id: str
    type: str
    options: tuple[str, ...]
    min: int | None = None
    max: int | None = None
    budget: int | None = None
    tie_order: tuple[str, ...] = ()
    rule: str = ""
    completion: str = ""
    seats: int | None = None
    costs: Mapping[str, int] = field(default_factory=dict)
    unit: int = 1
    points: int | None = None
    variant: Variant = AS_USUAL

    @property
    def least(self) -> int:
        """The fewest options that a ballot may mark, unless it abstains."""
        return self.min or 0

    @property
    def most(self) -> int:
        """The most options that a ballot may mark."""
        return len(self.options) if self.max is None else self.max

    @property
    def most_points(self) -> int | None:
        """The most that a ballot may share out: points, or the money itself."""
        return self.budget if self.points is None else self.points
