"""Transfers: ballot papers that pass from option to option, and the record of each stage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Step
from priorities.engines.counting.ranked.preferences import PreferenceRules, clear_preferences
from priorities.engines.counting.ties import TieOrder

NOBODY = -1


@dataclass(frozen=True)
class Stage(Step):
    """One stage of a count with transfers: whose votes were moved, and where every vote stood after
    it.

    The first stage moves nothing; later ones move the surplus of `surplus_of`, or all votes of
    `excluded`. `tied` are the others that stood equal for it; what decided is named in `broken_by`,
    an earlier stage (`stage-2`) or the tie order. `quota` is in votes, every other number in units,
    `units` of which make a vote. `transferred` found a next preference in this stage;
    `non_transferable` (on ballots that name nobody further) and `lost` (cut fractions) are so far.
    The totals, `non_transferable` and `lost` always add up to all valid votes.
    """

    number: int
    totals: Mapping[str, int]
    quota: int
    transferred: int = 0
    non_transferable: int = 0
    lost: int = 0
    surplus_of: str = ""
    excluded: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    broken_by: str = ""
    elected: tuple[str, ...] = ()
    units: int = 1


@dataclass(frozen=True)
class Picked:
    """The option that was picked, the others that stood equal, and what decided between them."""

    option: int
    tied: tuple[int, ...] = ()
    broken_by: str = ""


class Transfers:
    """The papers of an election, which option holds each and at what value, and the totals so far.

    `totals` and `history` (one list a stage) are in units, `units` of which make a vote; an option
    that is not in `continuing` receives no more papers.
    """

    def __init__(
        self, ballots: Ballots, rules: PreferenceRules, *, ties: TieOrder, units: int = 1
    ) -> None:
        self._preferences = clear_preferences(ballots, rules)
        self._weights = (
            np.ones(len(ballots), np.int64) if ballots.weights is None else ballots.weights
        )
        self._places = ties.places(ballots)
        self._tie_name = ties.name
        self._next = self._preferences.starts.copy()
        self._holder = np.full(len(ballots), NOBODY, dtype=np.int64)
        self.values = np.full(len(ballots), units, dtype=np.int64)
        self.totals = [0] * len(ballots.options)
        self.history: list[list[int]] = []
        self.continuing = set(range(len(ballots.options)))
        self.non_transferable = 0
        usable = self._preferences.starts < self._preferences.ends
        self.valid = int(self._weights[usable].sum())
        self.deal(np.flatnonzero(usable))

    def held(self, option: int) -> IntArray:
        """Return the papers that an option holds."""
        return np.flatnonzero(self._holder == option)

    def deal(self, papers: IntArray) -> int:
        """Move papers to the next continuing option each names; return how many units found one."""
        self._holder[papers] = NOBODY
        waiting, continuing = papers, np.isin(np.arange(len(self.totals)), list(self.continuing))
        while len(waiting):
            waiting = waiting[self._next[waiting] < self._preferences.ends[waiting]]
            named = self._preferences.chosen[self._next[waiting]]
            self._next[waiting] += 1
            self._holder[waiting[continuing[named]]] = named[continuing[named]]
            waiting = waiting[~continuing[named]]
        return self._credit(papers)

    def _credit(self, papers: IntArray) -> int:
        units = self._weights[papers] * self.values[papers]
        found = self._holder[papers] != NOBODY
        received = np.zeros(len(self.totals), dtype=np.int64)
        np.add.at(received, self._holder[papers][found], units[found])
        self.totals = [
            total + more for total, more in zip(self.totals, received.tolist(), strict=True)
        ]
        self.non_transferable += int(units[~found].sum())
        return int(received.sum())

    def exclude(self, options: Sequence[int]) -> int:
        """Take options out and move their papers on; return how many units found a next option."""
        self.continuing.difference_update(options)
        papers = np.concatenate([self.held(option) for option in options])
        for option in options:
            self.totals[option] = 0
        return self.deal(papers)

    def highest(self, among: Iterable[int]) -> Picked:
        """Return the option with the most votes, equals by the latest stage at which
        they differed.
        """
        return self._pick(among, 1)

    def lowest(self, among: Iterable[int]) -> Picked:
        """Return the option with the fewest votes, equals by the latest stage at which they
        differed.
        """
        return self._pick(among, -1)

    def _pick(self, among: Iterable[int], sign: int) -> Picked:
        best = _best(among, self.totals, sign)
        equal = frozenset(best)
        broken_by = ""
        for number, totals in reversed(list(enumerate(self.history, start=1))):
            if len(best) > 1:
                best, broken_by = _best(best, totals, sign), f"stage-{number}"
        if len(best) > 1:
            broken_by = self._tie_name
        option = min(best, key=lambda each: sign * self._places[each])
        tied = sorted(equal - {option}, key=self._places.__getitem__)
        return Picked(option, tuple(tied), broken_by)

    def best_first(self, among: Iterable[int]) -> list[int]:
        """Return options by votes, the most first, equals as in `highest`."""
        rest = set(among)
        order = []
        while rest:
            order.append(self.highest(rest).option)
            rest.discard(order[-1])
        return order


def _best(among: Iterable[int], totals: Sequence[int], sign: int) -> list[int]:
    options = sorted(among)
    best = max(sign * totals[option] for option in options)
    return [option for option in options if sign * totals[option] == best]
