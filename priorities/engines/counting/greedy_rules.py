"""The variants of most votes first that cities use."""

from dataclasses import dataclass
from fractions import Fraction

from priorities.engines.counting.count import Setting


@dataclass(frozen=True)
class GreedyRules:
    """A city's variant of greedy budgeting, as published before opening.

    `per_cost` divides each score by the option's cost. `stop_at_misfit` ends the count at the
    first option that does not fit, instead of passing over it; `reserve_from` then still funds
    that option, from money outside the budget, if what is left covers at least this part of its
    cost. Options that score less than `threshold` are never funded. Of each group in `exclusive`
    at most one option is funded.
    """

    per_cost: bool = False
    stop_at_misfit: bool = False
    reserve_from: Fraction | None = None
    threshold: int = 0
    exclusive: tuple[frozenset[str], ...] = ()

    def as_settings(self) -> dict[str, Setting]:
        """Return the rules as they are written into the count."""
        groups = sorted(tuple(sorted(group)) for group in self.exclusive)
        return {
            "per_cost": self.per_cost,
            "stop_at_misfit": self.stop_at_misfit,
            "reserve_from": self.reserve_from,
            "threshold": self.threshold,
            "exclusive": tuple(groups),
        }
