"""Affordability: the least rate at which an option's supporters cover its cost, bounded quickly
and found exactly.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import NamedTuple

import numpy as np

from priorities.engines.counting.arrays import BoolArray, FloatArray
from priorities.engines.counting.budget.equal_shares.remaining_budgets import RemainingBudgets
from priorities.engines.counting.budget.equal_shares.support import Support

_DOWN = 1 - 2.0**-50
_CLOSE = 2.0**-50
_SETTLED = 1 + 2.0**-36


class Bound(NamedTuple):
    """A rate below which an option surely cannot be bought, the rate it likely needs, and whether
    that has settled.
    """

    surely: float
    likely: float
    is_settled: bool


_NEVER = Bound(inf, inf, is_settled=True)


def lifted(remaining: RemainingBudgets, support: Support, bound: float, enough: float) -> Bound:
    """Return a better bound than `bound`, settled or above `enough`; infinite if supporters surely
    lack the money.

    A rate is the payment per unit of worth. What supporters bring rises ever more slowly with the
    rate, so the tangent at any rate, lowered by all that floats may err, gives a bound: steps of
    Newton's method from below.
    """
    near = remaining.near.take(support.rows)
    slack = support.voters * remaining.error + (len(near) + 8) * 2.0**-52 * support.cost
    able = _able(support, near, bound)
    while True:
        missing = support.cost - _brought(support, near, bound)
        if able == 0:
            return _NEVER if missing > slack else Bound(bound, bound, is_settled=True)
        likely = bound + missing / able
        surely = (bound + (missing - slack) / able) * _DOWN
        is_settled = surely <= bound or likely <= bound * _SETTLED
        bound, before = max(bound, surely), able
        if is_settled or bound > enough:
            return Bound(bound, likely, is_settled)
        able = _able(support, near, bound)
        if able == before:  # the tangent runs along what they bring, so it has met the cost
            return Bound(bound, likely, is_settled=True)


def _brought(support: Support, near: FloatArray, rate: float) -> float:
    """Return the money brought at `rate`."""
    paid = np.minimum(near, _asked(support, rate))
    return float(
        np.add.reduce(paid)
        if support.weights is None
        else paid @ support.weights.astype(np.float64)
    )


def _able(support: Support, near: FloatArray, rate: float) -> int:
    """Return the worth to those who can pay `rate` in full."""
    return support.worth_to(near >= _asked(support, rate))


def _asked(support: Support, rate: float) -> float | FloatArray:
    return rate if support.worth is None else np.multiply(support.worth, rate, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Rate:
    """An exact rate, with the supporters who surely cannot pay it in full and those who may be just
    able.

    It is `missing` / (`able` times the ledger's denominator), not in lowest terms: numbers so long
    take as long to reduce as all else that is done with them.
    """

    missing: int
    able: int
    denominator: int
    poor: BoolArray
    close: BoolArray

    @cached_property
    def exact(self) -> Fraction:
        """The rate in lowest terms."""
        return Fraction(self.missing, self.able * self.denominator)

    def __float__(self) -> float:
        """Return the nearest float."""
        return self.missing / (self.able * self.denominator)


def exact_rate(remaining: RemainingBudgets, support: Support, guess: float) -> Rate | None:
    """Return the least rate at which supporters cover the cost, None if they cannot.

    `guess` may be any rate. Supporters surely poorer or richer than it are added up; those within
    the error of floats are decided one by one. The answer holds once it is the rate by which they
    were sorted. From any guess the next lies at or below the true rate, and from there they rise;
    so if nobody can pay a guess from below in full, the cost cannot be covered.
    """
    least = support.cost / support.total
    is_below = not least < guess < inf
    guess = least if is_below else guess
    while True:
        poor, close = remaining.near_band(support, guess)
        rate = _rate_given(remaining, support, poor, close)
        if rate is None and is_below:
            return None
        if rate is not None and abs(float(rate) - guess) <= _CLOSE * guess:
            return rate
        guess, is_below = (least if rate is None else max(float(rate), least)), True


def _rate_given(
    remaining: RemainingBudgets, support: Support, poor: BoolArray, close: BoolArray
) -> Rate | None:
    """Return the rate if the poor give all they have, the close what they can, the rest in full.

    None if that cannot be: all are poor or too poor.
    """
    ledger = remaining.ledger
    missing = support.cost * ledger.denominator - remaining.together(support, poor)
    able = support.total - support.worth_to(poor)
    for amount, worth, voters in _poorest_first(remaining, support, close):
        if missing * worth <= amount * able:
            break
        missing -= amount * voters
        able -= worth * voters
    return Rate(missing, able, ledger.denominator, poor, close) if able else None


def _poorest_first(
    remaining: RemainingBudgets, support: Support, among: BoolArray
) -> list[tuple[int, int, int]]:
    """Return (amount left, worth, voters) of the picked supporters, least amount per
    worth first.
    """
    if not among.any():
        return []
    amounts = remaining.each(support, among)
    worth = [1] * len(amounts) if support.worth is None else support.worth[among].tolist()
    voters = [1] * len(amounts) if support.weights is None else support.weights[among].tolist()
    people: dict[tuple[int, int], int] = {}
    for amount, value, number in zip(amounts, worth, voters, strict=True):
        people[amount, value] = people.get((amount, value), 0) + number
    return sorted(
        ((amount, value, number) for (amount, value), number in people.items()),
        key=lambda each: Fraction(each[0], each[1]),
    )
