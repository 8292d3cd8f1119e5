"""How far a share or a rate can be trusted, and whether two of them differ.

Sources: Wilson (1927) for shares; Byar's approximation for rates, exact Poisson limits where the
count is below 10 (Association of Public Health Observatories, Technical Briefing 3); the difference
of two by Newcombe's method 10 (Statistics in Medicine 17, 1998), for rates as Zou and Donner have
it (Statistics in Medicine 27, 2008).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import exp, hypot, sqrt
from statistics import NormalDist

FEWEST_FOR_BYAR = 10


class Comparison(StrEnum):
    """How one figure stands to another: surely higher, surely lower, or no clear difference."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "unclear"

    @property
    def heading(self) -> int:
        """+1, -1, or 0 where nobody can tell."""
        return {Comparison.HIGHER: 1, Comparison.LOWER: -1, Comparison.UNCLEAR: 0}[self]


@dataclass(frozen=True)
class Interval:
    """A figure, and the lowest and highest that it may well be in truth."""

    value: float
    lower: float
    upper: float


def share(count: int, of: int, *, per: float = 100, confidence: float = 0.95) -> Interval:
    """Return a share, as a percentage unless `per` says otherwise, with its Wilson interval.

    Raises ValueError unless 0 <= count <= of and of > 0.
    """
    if not 0 <= count <= of or of == 0:
        raise ValueError("A share is a part of a whole that has at least one member.")
    z, p = _z(confidence), count / of
    middle, reach = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    lower = 0.0 if count == 0 else (middle - reach) / (1 + z * z / of)
    upper = 1.0 if count == of else (middle + reach) / (1 + z * z / of)
    return Interval(per * p, per * lower, per * upper)


def rate(count: int, of: float, *, per: float = 100_000, confidence: float = 0.95) -> Interval:
    """Return a rate per so many people, or other units at risk, with its Byar interval.

    Raises ValueError unless count >= 0 and of > 0.
    """
    if count < 0 or of <= 0:
        raise ValueError("A rate is a count of events among some people.")
    limits = _byar if count >= FEWEST_FOR_BYAR else _exact
    lower, upper = limits(count, confidence)
    return Interval(per * count / of, per * lower / of, per * upper / of)


def difference(now: Interval, then: Interval) -> Interval:
    """Return now minus then, with the interval that their own intervals make."""
    gap = now.value - then.value
    return Interval(
        gap,
        gap - hypot(now.value - now.lower, then.upper - then.value),
        gap + hypot(now.upper - now.value, then.value - then.lower),
    )


def compare(now: Interval, then: Interval) -> Comparison:
    """Return whether the difference is clear: whether its interval leaves out 0."""
    gap = difference(now, then)
    if gap.lower > 0:
        return Comparison.HIGHER
    return Comparison.LOWER if gap.upper < 0 else Comparison.UNCLEAR


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def _byar(count: int, confidence: float) -> tuple[float, float]:
    z = _z(confidence)

    def limit(events: int, side: int) -> float:
        return events * (1 - 1 / (9 * events) + side * z / (3 * sqrt(events))) ** 3

    return limit(count, -1), limit(count + 1, 1)


def _exact(count: int, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    lower = _where(lambda mean: _at_most(count - 1, mean) <= 1 - tail) if count else 0.0
    return lower, _where(lambda mean: _at_most(count, mean) <= tail)


def _at_most(count: int, mean: float) -> float:
    """Return the chance of at most so many events where so many are expected (Poisson)."""
    term = total = exp(-mean)
    for events in range(1, count + 1):
        term *= mean / events
        total += term
    return total


def _where(is_reached: Callable[[float], bool]) -> float:
    """Return the number from 0 to 100 from which on a condition holds, to the last
    bit, by halving.
    """
    low, high = 0.0, 100.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if is_reached(middle) else (middle, high)
    return high
