"""Payments: what one voter's share was spent on, worked out again from the steps of a count."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from priorities.engines.counting.budget.equal_shares.steps import Bought, Raised, Shared
from priorities.engines.counting.count import Count
from priorities.engines.counting.satisfaction import Satisfaction


@dataclass(frozen=True)
class Spending:
    """One voter's share, what of it went to each option in order, and what is left; exact minor
    units.
    """

    share: Fraction
    paid: tuple[tuple[str, Fraction], ...]
    left: Fraction


def spending(count: Count, marks: Mapping[str, int]) -> Spending:
    """Return how the share of a voter with these marks (as `Ballots.marks` gives them) was spent.

    Raises ValueError unless the count is one by equal shares.
    """
    left = share = _last_share(count)
    satisfaction = Satisfaction(str(count.settings["satisfaction"]))
    paid = []
    for step in count.steps:
        if isinstance(step, Bought) and step.option in marks:
            payment = min(left, _asked(step, marks, satisfaction))
            left -= payment
            paid.append((step.option, payment))
    return Spending(share, tuple((option, payment) for option, payment in paid if payment), left)


def _last_share(count: Count) -> Fraction:
    shares = [step.share for step in count.steps if isinstance(step, Shared | Raised)]
    if not shares:
        raise ValueError("Only a count by equal shares says who paid what.")
    return shares[-1]


def _asked(step: Bought, marks: Mapping[str, int], satisfaction: Satisfaction) -> Fraction:
    if step.payment is not None:
        return step.payment
    if satisfaction is Satisfaction.POINTS:
        return step.price * marks[step.option]
    return step.price * sum(rank > marks[step.option] for rank in marks.values())
