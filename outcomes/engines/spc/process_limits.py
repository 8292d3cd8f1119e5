"""The mean of a process and the limits that its ordinary ups and downs stay within."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean

FEWEST_FOR_LIMITS = 12
FEWEST_FOR_FIRM_LIMITS = 13
WIDTH = 2.66  # Limits lie this many average moving ranges from the mean: 3 / 1.128.
SCREEN = 3.267  # A moving range this many times the average one is itself out of the ordinary.


@dataclass(frozen=True)
class Limits:
    """Process limits, and the inner ones two thirds of the way to them, in the indicator's unit."""

    lower: float
    inner_lower: float
    inner_upper: float
    upper: float
    are_trial: bool

    def exclude(self, value: float) -> bool:
        """Whether a value lies beyond a limit; one on the limit does not."""
        return not self.lower <= value <= self.upper

    def are_close_to(self, value: float) -> bool:
        """Whether a value lies beyond an inner limit but within the outer ones."""
        return not self.exclude(value) and not self.inner_lower <= value <= self.inner_upper


def limits_around(centre: float, spread: float, *, count: int) -> Limits:
    """Return the limits round a mean; on fewer than 13 points they are trial limits."""
    outer, inner = WIDTH * spread, 2 * WIDTH / 3 * spread
    return Limits(
        lower=centre - outer,
        inner_lower=centre - inner,
        inner_upper=centre + inner,
        upper=centre + outer,
        are_trial=count < FEWEST_FOR_FIRM_LIMITS,
    )


def centre_and_spread(base: Sequence[float], *, screen: bool) -> tuple[float, float]:
    """Return the mean of a base, and its average moving range, which is 0 where nothing moves.

    Screening leaves extreme moving ranges out of the second and never touches the first.
    """
    ranges = [abs(after - before) for before, after in pairwise(base)]
    spread = _mean_or_zero(ranges)
    if screen:
        spread = _mean_or_zero([moving for moving in ranges if moving < SCREEN * spread])
    return mean(base), spread


def _mean_or_zero(ranges: Sequence[float]) -> float:
    # statistics.mean is exact where sum is not, so a series that never varies has itself for mean.
    return mean(ranges) if ranges else 0.0
