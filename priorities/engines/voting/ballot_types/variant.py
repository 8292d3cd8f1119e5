"""Variants: how a question varies its rule of counting, frozen at its opening."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from priorities.engines.counting.greedy_rules import GreedyRules
from priorities.engines.counting.satisfaction import Satisfaction


@dataclass(frozen=True)
class Variant:
    """What a question says of its rule beyond its name; each part as usual unless it is said.

    `satisfaction` is what a funded option is worth to a voter. `integral_start` cuts the first
    share to whole units of money. Options that score less than `threshold` are never funded. Of
    each group in `exclusive` at most one option is. `reserve_percent` still funds the option at
    which the count stops, if what is left covers so many percent of its cost. `undivided` points
    are not divided by the cost.
    """

    satisfaction: str = Satisfaction.COST
    integral_start: bool = False
    threshold: int = 0
    exclusive: tuple[tuple[str, ...], ...] = ()
    reserve_percent: int | None = None
    undivided: bool = False

    def written(self) -> dict[str, object]:
        """Return it as it is frozen: only what is not as usual."""
        frozen = {
            "satisfaction": str(self.satisfaction),
            "integral_start": self.integral_start,
            "threshold": self.threshold,
            "exclusive": sorted(sorted(group) for group in self.exclusive),
            "reserve_percent": self.reserve_percent,
            "undivided": self.undivided,
        }
        return {name: frozen[name] for name in self.given}

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the settings that are not as usual."""
        return tuple(name for name in SETTINGS if getattr(self, name) != getattr(AS_USUAL, name))

    def greedy(self, *, stops_at_misfit: bool) -> GreedyRules:
        """Return what most votes first takes of it."""
        reserve = self.reserve_percent
        return GreedyRules(
            per_cost=self.satisfaction != Satisfaction.COST and not self.undivided,
            stop_at_misfit=stops_at_misfit,
            reserve_from=None if reserve is None else Fraction(reserve, 100),
            threshold=self.threshold,
            exclusive=tuple(frozenset(group) for group in self.exclusive),
        )


AS_USUAL = Variant()
SETTINGS = tuple(Variant.__dataclass_fields__)


def read_variant(fields: Mapping[str, Any]) -> Variant:
    """Return the variant in a question as it was frozen; raises TypeError where it is none."""
    told = {name: fields[name] for name in SETTINGS if name in fields}
    if "exclusive" in told:
        told["exclusive"] = tuple(tuple(group) for group in told["exclusive"])
    return Variant(**told)
