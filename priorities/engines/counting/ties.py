"""Tie orders: total orders of the options that decide between equals, published before opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Score


class TieOrder(Protocol):
    """An order in which every option has a place of its own."""

    @property
    def name(self) -> str:
        """The code of this order in the record of a count."""

    def places(self, ballots: Ballots) -> tuple[int, ...]:
        """Return the place of each option, 0 the first, in the order of `ballots.options`."""


class TieOrderFaulty(ValueError):
    """A published order misses an option, or names one that is none or stands there twice."""


@dataclass(frozen=True)
class PublishedOrder:
    """The order that was drawn by lot and published before opening. Raises TieOrderFaulty."""

    order: tuple[str, ...]
    name: str = "published-order"

    def places(self, ballots: Ballots) -> tuple[int, ...]:
        """Return each option's place in the published order."""
        if sorted(self.order) != sorted(ballots.ids):
            raise TieOrderFaulty("The published order must name every option exactly once.")
        return _places(ballots, {name: (place,) for place, name in enumerate(self.order)})


@dataclass(frozen=True)
class CheapestOrder:
    """Lower cost first, then more votes, then id as text."""

    name: str = "cost-votes-id"

    def places(self, ballots: Ballots) -> tuple[int, ...]:
        """Return each option's place by cost, votes and id."""
        facts = zip(ballots.ids, ballots.costs.tolist(), ballots.votes.tolist(), strict=True)
        return _places(ballots, {name: (cost, -votes, name) for name, cost, votes in facts})


@dataclass(frozen=True)
class IdOrder:
    """Id as text, character by character, so that "10" comes before "9"."""

    name: str = "id"

    def places(self, ballots: Ballots) -> tuple[int, ...]:
        """Return each option's place by id."""
        return _places(ballots, {name: (name,) for name in ballots.ids})


def usual_ties(ballots: Ballots) -> TieOrder:
    """Return the order for ballots without a published one: the cheapest first, by id where costs
    are missing.
    """
    return IdOrder() if any(option.cost is None for option in ballots.options) else CheapestOrder()


def _places(ballots: Ballots, keys: dict[str, tuple[int | str, ...]]) -> tuple[int, ...]:
    in_order = sorted(ballots.ids, key=keys.__getitem__)
    place = {name: position for position, name in enumerate(in_order)}
    return tuple(place[name] for name in ballots.ids)


def best_first(scores: Sequence[Score], places: Sequence[int]) -> list[int]:
    """Return option positions from the highest score to the lowest, equals by their places."""
    return sorted(range(len(scores)), key=lambda option: (-scores[option], places[option]))
