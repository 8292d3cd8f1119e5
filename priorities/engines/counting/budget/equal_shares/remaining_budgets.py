"""Remaining budgets: what every voter has left, as floats within a known error, and exactly where
that is asked for.
"""

from fractions import Fraction
from itertools import repeat

import numpy as np

from priorities.engines.counting.arrays import BoolArray, FloatArray, IntArray, SmallIntArray
from priorities.engines.counting.budget.equal_shares.ledger import Ledger
from priorities.engines.counting.budget.equal_shares.support import Electorate, Support


class RemainingBudgets:
    """The money of all voters after a number of purchases, from equal shares.

    `near` differs from the exact amounts by less than `error`. Each purchase rounds three times, by
    at most 2^-53 of the share each; `error` is well above what that adds up to, so that it also
    covers the rounding in comparisons with amounts up to four shares. `is_empty` marks those who
    have nothing left, exactly; everyone else has something left. `places` says where each option
    stands in the ledger, -1 if it has not been bought.
    """

    def __init__(self, electorate: Electorate, share: Fraction) -> None:
        self.electorate = electorate
        self.ledger = Ledger(share)
        self.near: FloatArray = np.full(len(electorate.ballots), float(share))
        self.is_empty: BoolArray = np.full(len(electorate.ballots), share == 0)
        self.places: IntArray = np.full(len(electorate.supports), -1, dtype=np.int64)
        self._rounding = float(share) * 2.0**-50

    @property
    def error(self) -> float:
        """The bound on the error of `near`."""
        return (16 + len(self.ledger.rates)) * self._rounding

    def near_band(self, support: Support, rate: float) -> tuple[BoolArray, BoolArray]:
        """Return which supporters surely cannot pay `rate` in full, and which may be just able."""
        gap = self.near.take(support.rows) - (
            rate if support.worth is None else rate * support.worth
        )
        poor = gap < -self.error
        return poor, (gap <= self.error) & ~poor

    def together(self, support: Support, among: BoolArray) -> int:
        """Return exactly what the picked supporters have left together, as the ledger counts."""
        among = among & ~self.is_empty[support.rows]
        voters = support.people(among)
        if not voters:
            return 0
        return self.ledger.left(voters, self._worth_bought(support, among).tolist())

    def _worth_bought(self, support: Support, among: BoolArray) -> IntArray:
        """Return what the picked supporters have bought of each funded option, in order of
        purchase.
        """
        rows, worth = support.rows[among], self.electorate.worth
        entries, owners = entries_of(self.electorate.ballots.offsets, rows)
        units = None if worth is None else worth[entries]
        if support.weights is not None:
            units = (1 if units is None else units) * support.weights[among][owners]
        totals = np.zeros(len(self.places), dtype=np.int64)
        tally(totals, self.electorate.ballots.chosen.take(entries), units)
        return totals[list(self.ledger.places)]

    def each(self, support: Support, among: BoolArray) -> list[int]:
        """Return exactly what each of the picked supporters has left, as the ledger counts."""
        rows = support.rows[among]
        amounts = [
            0 if is_empty else self.ledger.share for is_empty in self.is_empty[rows].tolist()
        ]
        owners, places, units = self._bought(rows)
        worth = repeat(1) if units is None else units.tolist()
        for owner, place, unit in zip(owners.tolist(), places.tolist(), worth, strict=False):
            if amounts[owner]:
                amounts[owner] -= self.ledger.rates[place] * unit
        return amounts

    def enter(self, option: int, missing: int, able: int) -> None:
        """Enter a purchase into the ledger."""
        self.ledger.enter(option, missing, able)
        self.places[option] = self.ledger.places[option]

    def pay(self, support: Support, rate: float, in_full: BoolArray, empties: BoolArray) -> None:
        """Take the payment from those who pay in full, and all they have from `empties`."""
        rows = support.rows[in_full].astype(np.intp)
        self.near[rows] = self.near.take(rows) - (
            rate if support.worth is None else rate * support.worth[in_full]
        )
        emptied = support.rows[empties]
        self.near[emptied] = 0
        self.is_empty[emptied] = True

    def _bought(self, rows: SmallIntArray) -> tuple[IntArray, IntArray, IntArray | None]:
        """Return whose (position in `rows`), which (place in the ledger) and how much worth, for
        all that was bought.

        The worth is None where it is 1 for all.
        """
        ballots, worth = self.electorate.ballots, self.electorate.worth
        entries, owners = entries_of(ballots.offsets, rows)
        places = self.places[ballots.chosen[entries]]
        kept = np.flatnonzero(places >= 0)
        return owners[kept], places[kept], None if worth is None else worth[entries[kept]]


def tally(totals: IntArray, places: IntArray | SmallIntArray, amounts: IntArray | None) -> None:
    """Add the amounts, or 1 each, to the totals at these places."""
    if amounts is None:
        totals += np.bincount(places, minlength=len(totals))
    else:
        np.add.at(totals, places, amounts)


def entries_of(offsets: IntArray, rows: SmallIntArray) -> tuple[IntArray, IntArray]:
    """Return the entries of these ballots, and whose (position in `rows`) each is."""
    starts = offsets.take(rows)
    lengths = offsets.take(rows + 1) - starts
    before = np.cumsum(lengths) - lengths
    owners = np.repeat(np.arange(len(rows)), lengths)
    return np.arange(len(owners)) + (starts - before).take(owners), owners
