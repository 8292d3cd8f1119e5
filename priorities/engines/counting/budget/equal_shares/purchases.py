"""Purchases: what is bought at one share, the cheapest option first, until none is affordable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush, heapreplace
from math import inf

import numpy as np

from priorities.engines.counting.arrays import BoolArray
from priorities.engines.counting.budget.equal_shares.affordability import Rate, exact_rate, lifted
from priorities.engines.counting.budget.equal_shares.remaining_budgets import RemainingBudgets
from priorities.engines.counting.budget.equal_shares.support import Electorate, Support

_NEARLY = 1 + 2.0**-30
_UP = 1 + 2.0**-50


@dataclass(frozen=True)
class Purchase:
    """One option bought at an exact price per unit of satisfaction; `tied` had the same price.

    `rate` is the price times the option's scale, `rest` what `gave_rest` voters gave together who
    could not pay in full.
    """

    option: int
    price: Fraction
    rate: Fraction
    in_full: int
    gave_rest: int
    rest: Fraction
    tied: tuple[int, ...]


class Purchases:
    """The purchases of voters with equal shares: what each has left, and a price floor for each
    option that is not bought yet.

    Prices only rise while money is spent, so a floor once found holds until the end. Floats only
    find floors; what is bought is decided by exact prices, equals by `places`.
    """

    def __init__(self, electorate: Electorate, share: Fraction, places: Sequence[int]) -> None:
        self.supports = electorate.supports
        self.remaining = RemainingBudgets(electorate, share)
        self.places = places
        self.floors = [
            _floor(each, each.cost / each.total) if each.total else inf for each in self.supports
        ]
        self.guesses: dict[int, float] = {}
        self._rates: dict[int, Rate] = {}

    def in_order(self) -> Iterator[Purchase]:
        """Buy the cheapest affordable option until there is none, and yield each purchase."""
        while (cheapest := self._cheapest()) is not None:
            yield self.buy(*cheapest)

    def waiting(self) -> list[int]:
        """Return the options that may still be affordable, lowest floor first."""
        able = [option for option, floor in enumerate(self.floors) if floor < inf]
        return sorted(able, key=self.floors.__getitem__)

    def _cheapest(self) -> tuple[int, Fraction, tuple[int, ...]] | None:
        """Return the option to buy now, its price and who is tied with it; None if none is
        affordable.
        """
        lowest = self._lift_floors()
        least: Fraction | None = None
        equals: list[int] = []
        while lowest and (least is None or lowest[0][0] <= above(least)):
            _, option = heappop(lowest)
            price = self.price(option)
            if price is not None and (least is None or price <= least):
                equals = [*equals, option] if price == least else [option]
                least = price
        if least is None:
            return None
        first, *tied = sorted(equals, key=self.places.__getitem__)
        return first, least, tuple(tied)

    def _lift_floors(self) -> list[tuple[float, int]]:
        """Lift the lowest floors until the lowest of all has settled, with all about as low; this
        decides nothing.

        Return a heap of all floors with their options.
        """
        enough = inf
        lowest = [(floor, option) for option, floor in enumerate(self.floors) if floor < inf]
        heapify(lowest)
        settled = []
        while lowest and lowest[0][0] <= enough:
            option = lowest[0][1]
            if self.lift_floor(option, enough):
                heappop(lowest)
                enough = min(enough, self.floors[option] * _NEARLY)
                settled.append((self.floors[option], option))
            else:
                heapreplace(lowest, (self.floors[option], option))
        for floor, option in settled:
            if floor < inf:
                heappush(lowest, (floor, option))
        return lowest

    def lift_floor(self, option: int, enough: float) -> bool:
        """Lift one option's floor to its likely price, or above `enough`, and return whether it has
        settled.
        """
        support = self.supports[option]
        if support.cost == 0:
            return True
        bound = lifted(
            self.remaining, support, self.floors[option] * support.scale, enough * support.scale
        )
        self.floors[option] = max(self.floors[option], _floor(support, bound.surely))
        self.guesses[option] = bound.likely
        return bound.is_settled

    def price(self, option: int) -> Fraction | None:
        """Return the exact price per unit of satisfaction, None, and never asked again, if
        unaffordable.
        """
        support = self.supports[option]
        if support.cost == 0:
            return Fraction(0)
        rate = exact_rate(self.remaining, support, self.guesses.get(option, inf))
        if rate is None:
            self.floors[option] = inf
            return None
        self.guesses[option] = float(rate)
        self._rates[option] = rate
        return rate.exact / support.scale

    def buy(self, option: int, price: Fraction, tied: tuple[int, ...] = ()) -> Purchase:
        """Let the supporters of an option pay for it at `price`, which was found since the last
        purchase.
        """
        support = self.supports[option]
        rate, poor, close = self._terms(option)
        in_full, empties = ~poor, poor
        if close.any():
            signs = np.array(
                [left - asked for left, asked in self._asked(support, close, rate)], dtype=object
            )
            in_full[close] = signs >= 0
            empties = poor.copy()
            empties[close] = signs <= 0
        gave_rest = support.people(~in_full & ~self.remaining.is_empty.take(support.rows))
        purchase = Purchase(
            option=option,
            price=price,
            rate=rate,
            in_full=support.people(in_full),
            gave_rest=gave_rest,
            rest=support.cost - rate * support.worth_to(in_full) if gave_rest else Fraction(0),
            tied=tied,
        )
        self.remaining.pay(support, float(rate), in_full, empties)
        self._enter(option)
        self.floors[option] = inf
        self._rates.clear()
        return purchase

    def _enter(self, option: int) -> None:
        rate = self._rates.get(option)
        self.remaining.enter(option, rate.missing if rate else 0, rate.able if rate else 1)

    def _terms(self, option: int) -> tuple[Fraction, BoolArray, BoolArray]:
        """Return the rate to pay, who surely cannot pay it in full, and who may be just able."""
        if self.supports[option].cost == 0:
            return Fraction(0), *self.remaining.near_band(self.supports[option], 0)
        rate = self._rates[option]
        return rate.exact, rate.poor, rate.close

    def _asked(
        self, support: Support, among: BoolArray, rate: Fraction
    ) -> Iterator[tuple[int, int]]:
        """Yield what each of the picked supporters has left and is asked for, in one
        common unit.
        """
        one = rate.numerator * self.remaining.ledger.denominator
        worth = None if support.worth is None else support.worth[among].tolist()
        for position, left in enumerate(self.remaining.each(support, among)):
            yield left * rate.denominator, one * (1 if worth is None else worth[position])


def above(price: Fraction) -> float:
    """Return a float that is at least `price`."""
    return float(price) * _UP


def _floor(support: Support, rate: float) -> float:
    """Return a price that the float `rate` surely reaches."""
    return rate / max(support.scale, 1) / _UP if support.cost else 0.0
