"""Prices: what an option costs each supporter, bounded quickly and found exactly."""

from fractions import Fraction
from math import inf

import numpy as np

from priorities.engines.counting.arrays import BoolArray, FloatArray
from priorities.engines.counting.equal_shares.support import Support
from priorities.engines.counting.equal_shares.wallets import Wallets

_DOWN = 1 - 2.0**-50
_CLOSE = 2.0**-50


def at_least(wallets: Wallets, support: Support, start: float, enough: float) -> tuple[float, float]:
    """Return a rate below which the option surely cannot be bought, and the rate it likely needs.

    A rate is the payment per unit of worth. `start` must be such a lower bound already; the search
    ends early once the bound passes `enough`. Both are infinite if its supporters surely lack the
    money. What supporters bring rises ever more slowly with the rate, so each tangent, lowered by
    all that floats may err, gives a bound (Newton's method from below).
    """
    near = wallets.near[support.rows]
    slack = support.voters * wallets.error + (len(near) + 8) * 2.0**-52 * support.cost
    rate = bound = start
    while True:
        brought, able = _brought(support, near, rate)
        missing = support.cost - brought
        if able == 0:
            return (inf, inf) if missing > slack else (bound, rate)
        bound = max(bound, (rate + (missing - slack) / able) * _DOWN)
        following = rate + missing / able
        if bound > enough or following <= rate * (1 + 2.0**-45):
            return bound, max(rate, following)
        rate = following


def _brought(support: Support, near: FloatArray, rate: float) -> tuple[float, int]:
    """Return the money brought at `rate`, and the worth to those who can pay it in full."""
    asked = rate if support.worth is None else rate * support.worth
    paid = np.minimum(near, asked)
    brought = paid.sum() if support.weights is None else paid @ support.weights.astype(np.float64)
    return float(brought), support.worth_to(near >= asked)


def exact_rate(wallets: Wallets, support: Support, guess: float) -> Fraction | None:
    """Return the least rate at which supporters cover the cost, None if they cannot.

    `guess` may be any rate. Supporters surely poorer or richer than it are added up; those within
    the error of floats are decided one by one. The answer holds once it is the rate by which they
    were sorted; each answer lies at or below the true rate, so the next guess can only rise.
    """
    if not _can_afford(wallets, support):
        return None
    least = support.cost / support.total
    guess = least if guess == inf else guess
    while True:
        poor, close = wallets.near_band(support, guess)
        rate = _rate_given(wallets, support, poor, close)
        if rate is not None and abs(float(rate) - guess) <= _CLOSE * guess:
            return rate
        guess = least if rate is None else max(float(rate), least)


def _can_afford(wallets: Wallets, support: Support) -> bool:
    """Return whether the supporters have the cost together, exactly where floats cannot tell."""
    near = wallets.near[support.rows]
    together = float(near.sum() if support.weights is None else near @ support.weights.astype(np.float64))
    slack = support.voters * wallets.error + (len(near) + 8) * 2.0**-52 * together
    if abs(together - support.cost) > slack:
        return together > support.cost
    everyone = np.ones(len(near), dtype=bool)
    return wallets.together(support, everyone) >= support.cost * wallets.ledger.denominator


def _rate_given(wallets: Wallets, support: Support, poor: BoolArray, close: BoolArray) -> Fraction | None:
    """Return the rate if the poor give all they have, the close what they can, the rest in full.

    None if that cannot be: all are poor or too poor.
    """
    ledger = wallets.ledger
    missing = support.cost * ledger.denominator - wallets.together(support, poor)
    able = support.total - support.worth_to(poor)
    for amount, worth, voters in _poorest_first(wallets, support, close):
        if missing * worth <= amount * able:
            break
        missing -= amount * voters
        able -= worth * voters
    return Fraction(missing, able * ledger.denominator) if able else None


def _poorest_first(wallets: Wallets, support: Support, among: BoolArray) -> list[tuple[int, int, int]]:
    """Return (amount left, worth, voters) of the picked supporters, least amount per worth first."""
    if not among.any():
        return []
    amounts = wallets.each(support, among)
    worth = [1] * len(amounts) if support.worth is None else support.worth[among].tolist()
    voters = [1] * len(amounts) if support.weights is None else support.weights[among].tolist()
    people: dict[tuple[int, int], int] = {}
    for amount, value, number in zip(amounts, worth, voters, strict=True):
        people[amount, value] = people.get((amount, value), 0) + number
    return sorted(
        ((amount, value, number) for (amount, value), number in people.items()),
        key=lambda each: Fraction(each[0], each[1]),
    )
