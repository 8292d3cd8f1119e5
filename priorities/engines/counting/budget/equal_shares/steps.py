"""Steps: what equal shares records about each purchase, each raise, and each option that went
without.
"""

from dataclasses import dataclass
from fractions import Fraction

from priorities.engines.counting.count import Step


@dataclass(frozen=True)
class Bought(Step):
    """Supporters bought an option at the least price per unit of satisfaction of all.

    Each of `in_full` payers paid `price` times their satisfaction, which is `payment` where that
    is the same for all; `gave_rest` had less and gave all they had left, `rest` together. `left` is
    what the winners leave of the budget. `tied` had the same price and waited by the order named
    in `broken_by`.
    """

    option: str
    cost: int
    price: Fraction
    payment: Fraction | None
    in_full: int
    gave_rest: int
    rest: Fraction
    left: int
    tied: tuple[str, ...] = ()
    broken_by: str = ""


@dataclass(frozen=True)
class Missed(Step):
    """An option's supporters could not pay for it at the end.

    They had `had` left together and lacked `short` of its cost: as much as `more` further
    supporters bring who have spent nothing. `is_enough` says that a recount with these supporters
    funds it; it is asked of the nearest options alone. All purchases left `left` of the budget.
    """

    option: str
    cost: int
    supporters: int
    had: Fraction
    more: int | None
    left: int = 0
    is_enough: bool = False

    @property
    def short(self) -> Fraction:
        """What was lacking of its cost."""
        return self.cost - self.had


@dataclass(frozen=True)
class Raised(Step):
    """Every voter's share was raised `times` times by `by`, up to `share`, and the votes counted
    anew.

    `because` says why it ended (an `Ending`); where the next outcome cost too much, `next_cost` is
    its cost.
    """

    first: Fraction
    share: Fraction
    by: int
    times: int
    because: str
    next_cost: int | None = None


@dataclass(frozen=True)
class Shared(Step):
    """The budget was shared out equally: `share` for each of `voters`, blank ballots included."""

    share: Fraction
    voters: int
