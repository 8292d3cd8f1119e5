"""Wallets: what every voter has left, near enough as floats, and exactly where it is asked for."""

from fractions import Fraction

import numpy as np

from priorities.engines.counting.arrays import BoolArray, FloatArray, IntArray, SmallIntArray
from priorities.engines.counting.equal_shares.ledger import Ledger
from priorities.engines.counting.equal_shares.support import Electorate, Support


class Wallets:
    """The money of all voters after a number of purchases, from equal shares.

    `near` differs from the exact amounts by less than `error`. Each purchase rounds three times, by
    at most 2^-53 of the share each; `error` is well above what that adds up to, so that it also
    covers the rounding in comparisons with amounts up to four shares. `is_empty` marks those who
    have nothing left, exactly; everyone else has something left.
    """

    def __init__(self, electorate: Electorate, share: Fraction) -> None:
        self.electorate = electorate
        self.ledger = Ledger(share)
        self.near: FloatArray = np.full(len(electorate.ballots), float(share))
        self.is_empty: BoolArray = np.full(len(electorate.ballots), share == 0)
        self._rounding = float(share) * 2.0**-50

    @property
    def error(self) -> float:
        """The bound on the error of `near`."""
        return (16 + len(self.ledger.rates)) * self._rounding

    def near_band(self, support: Support, rate: float) -> tuple[BoolArray, BoolArray]:
        """Return which supporters surely cannot pay `rate` in full, and which may be just able."""
        near = self.near[support.rows]
        gap = near - (rate if support.worth is None else rate * support.worth)
        return gap < -self.error, np.abs(gap) <= self.error

    def together(self, support: Support, among: BoolArray) -> int:
        """Return exactly what the picked supporters have left together, as the ledger counts."""
        among = among & ~self.is_empty[support.rows]
        _, options, units = self._bought(support.rows[among], is_weighted=True)
        sums = np.zeros(len(self.electorate.supports), dtype=np.int64)
        np.add.at(sums, options, units)
        bought = ((option, int(sums[option])) for option in self.ledger.rates if sums[option])
        return self.ledger.left(support.people(among), bought)

    def each(self, support: Support, among: BoolArray) -> list[int]:
        """Return exactly what each of the picked supporters has left, as the ledger counts."""
        rows = support.rows[among]
        amounts = [0 if is_empty else self.ledger.share for is_empty in self.is_empty[rows].tolist()]
        owners, options, units = self._bought(rows, is_weighted=False)
        for owner, option, unit in zip(owners.tolist(), options.tolist(), units.tolist(), strict=True):
            if amounts[owner]:
                amounts[owner] -= self.ledger.rates[option] * unit
        return amounts

    def pay(self, support: Support, rate: float, in_full: BoolArray, empties: BoolArray) -> None:
        """Take the payment from those who pay in full, and all they have from `empties`."""
        rows = support.rows[in_full]
        self.near[rows] -= rate if support.worth is None else rate * support.worth[in_full]
        self.near[support.rows[empties]] = 0
        self.is_empty[support.rows[empties]] = True

    def _bought(self, rows: SmallIntArray, *, is_weighted: bool) -> tuple[IntArray, SmallIntArray, IntArray]:
        """Return whose (position in `rows`), which and how much worth, for all that `rows` bought."""
        if not self.ledger.rates or not len(rows):
            return np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int64)
        ballots, worth = self.electorate.ballots, self.electorate.worth
        owners, entries = _entries(ballots.offsets, rows)
        is_funded = np.zeros(len(ballots.options), dtype=bool)
        is_funded[list(self.ledger.rates)] = True
        kept = is_funded[ballots.chosen[entries]]
        owners, entries = owners[kept], entries[kept]
        units = np.ones(len(entries), np.int64) if worth is None else worth[entries]
        if is_weighted and ballots.weights is not None:
            units = units * ballots.weights[rows[owners]]
        return owners, ballots.chosen[entries], units


def _entries(offsets: IntArray, rows: SmallIntArray) -> tuple[IntArray, IntArray]:
    """Return the entries of these ballots, and for each the position of its ballot in `rows`."""
    starts = offsets[rows]
    lengths = offsets[rows + 1] - starts
    owners = np.repeat(np.arange(len(rows)), lengths)
    before = np.cumsum(lengths) - lengths
    return owners, np.arange(int(lengths.sum())) + (starts - before)[owners]
