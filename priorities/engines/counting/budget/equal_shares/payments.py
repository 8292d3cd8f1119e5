"""Payments: who paid for what in a count by equal shares, and what one voter's share was spent on,
worked out again from the steps of the count.
"""

from collections.abc import Collection, Mapping
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


@dataclass(frozen=True)
class Purchase:
    """How the supporters of an option paid its cost: those who paid `payment` each, and those who
    had less and gave the last of theirs, `rest` together. Exact minor units.

    Where either are fewer than the smallest group, both are one: `in_full` and `rest` are None.
    `supporters` is None where all of them together are fewer.
    """

    option: str
    cost: int
    supporters: int | None
    payment: Fraction
    in_full: int | None
    rest: Fraction | None

    @property
    def gave_rest(self) -> int:
        """How many gave the last of theirs."""
        if self.supporters is None or self.in_full is None:
            return 0
        return self.supporters - self.in_full


@dataclass(frozen=True)
class Payments:
    """The share that each voter had in the end, and what was bought from shares, in order."""

    share: Fraction
    purchases: tuple[Purchase, ...]

    def spent_by(self, chosen: Collection[str]) -> Spending:
        """Return how the share of a voter who chose these options was spent."""
        left, paid = self.share, []
        for purchase in self.purchases:
            if purchase.option in chosen and (payment := min(left, purchase.payment)):
                left -= payment
                paid.append((purchase.option, payment))
        return Spending(self.share, tuple(paid), left)


def payments(count: Count, *, smallest_group: int) -> Payments | None:
    """Return who paid for what, groups of fewer voters than the smallest merged; None unless each
    supporter of an option was asked for the same.
    """
    bought = [step for step in count.steps if isinstance(step, Bought)]
    if not _shares(count) or any(step.payment is None for step in bought):
        return None
    return Payments(_last_share(count), tuple(_purchase(step, smallest_group) for step in bought))


def _purchase(step: Bought, smallest_group: int) -> Purchase:
    supporters = step.in_full + step.gave_rest
    is_told_apart = all(not each or each >= smallest_group for each in _groups(step))
    return Purchase(
        step.option,
        step.cost,
        supporters if supporters >= smallest_group else None,
        step.payment or Fraction(0),
        step.in_full if is_told_apart else None,
        step.rest if is_told_apart else None,
    )


def _groups(step: Bought) -> tuple[int, int]:
    return step.in_full, step.gave_rest


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
    shares = _shares(count)
    if not shares:
        raise ValueError("Only a count by equal shares says who paid what.")
    return shares[-1]


def _shares(count: Count) -> list[Fraction]:
    return [step.share for step in count.steps if isinstance(step, Shared | Raised)]


def _asked(step: Bought, marks: Mapping[str, int], satisfaction: Satisfaction) -> Fraction:
    if step.payment is not None:
        return step.payment
    if satisfaction is Satisfaction.POINTS:
        return step.price * marks[step.option]
    return step.price * sum(rank > marks[step.option] for rank in marks.values())
