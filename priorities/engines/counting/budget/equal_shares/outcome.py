"""Outcome: what is bought at one share, or at all shares of a stretch that surely buy the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf

from priorities.engines.counting.budget.equal_shares.purchases import Purchases, above
from priorities.engines.counting.budget.equal_shares.support import Electorate

_NOT_QUITE = 1 - 2.0**-30


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is bought at one share, in order, each with its exact price."""

    electorate: Electorate
    share: Fraction
    bought: tuple[tuple[int, Fraction], ...]

    @cached_property
    def cost(self) -> int:
        """What all that is bought costs together."""
        return sum(self.electorate.supports[option].cost for option, _ in self.bought)

    @property
    def order(self) -> tuple[int, ...]:
        """What is bought, first to last."""
        return tuple(option for option, _ in self.bought)

    @property
    def has_everything(self) -> bool:
        """Every option with support is bought."""
        return len(self.bought) == sum(support.total > 0 for support in self.electorate.supports)

    def is_exhaustive(self, budget: int) -> bool:
        """No option with support that is not bought fits what is left of the budget."""
        left, bought = budget - self.cost, set(self.order)
        supports = enumerate(self.electorate.supports)
        return all(
            each.cost > left for option, each in supports if each.total and option not in bought
        )


def outcome_at(electorate: Electorate, share: Fraction, places: Sequence[int]) -> Outcome:
    """Return the outcome of equal shares when every voter has `share`."""
    purchases = Purchases(electorate, share, places)
    return Outcome(
        electorate, share, tuple((each.option, each.price) for each in purchases.in_order())
    )


def stretched(low: Outcome, share: Fraction, places: Sequence[int]) -> Outcome | None:
    """Return the outcome at `share` if it and all shares from `low` up to it surely buy the same in
    the same order.

    For a fixed order of purchases everyone has at least as much left at a higher share, at every
    point, so every price is at most what it is at a lower one. If therefore no rival's price at
    the high share reaches below the winner's price at the low one, at any point, and nothing more
    is affordable at the end, then every share between gives the same outcome. None where this
    cannot be shown.
    """
    purchases = Purchases(low.electorate, share, places)
    bought = []
    for winner, limit in low.bought:
        purchases.guesses[winner] = float(limit * purchases.supports[winner].scale)
        price = purchases.price(winner)
        if price is None or not _stands_first(purchases, winner, limit):
            return None
        purchases.buy(winner, price)
        bought.append((winner, price))
    if any(_settled_floor(purchases, option, inf) < inf for option in purchases.waiting()):
        return None
    return Outcome(low.electorate, share, tuple(bought))


def _settled_floor(purchases: Purchases, option: int, enough: float) -> float:
    """Lift an option's floor until it has settled or is above `enough`, and return it."""
    while not purchases.lift_floor(option, enough) and purchases.floors[option] <= enough:
        pass
    return purchases.floors[option]


def _stands_first(purchases: Purchases, winner: int, limit: Fraction) -> bool:
    """Return whether no other option's price is below `limit`, nor equal and earlier in the tie
    order.
    """
    ceiling = above(limit)
    for option in purchases.waiting():
        if purchases.floors[option] > ceiling:
            return True
        if option == winner or _settled_floor(purchases, option, ceiling) > ceiling:
            continue
        if purchases.floors[option] < ceiling * _NOT_QUITE or _comes_before(
            purchases, option, winner, limit
        ):
            return False
    return True


def _comes_before(purchases: Purchases, option: int, winner: int, limit: Fraction) -> bool:
    price = purchases.price(option)
    is_earlier = purchases.places[option] < purchases.places[winner]
    return price is not None and (price < limit or (price == limit and is_earlier))
