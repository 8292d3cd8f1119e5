"""Leftovers: exactly what the supporters of every option have left together at the end of a count."""

from collections.abc import Iterator

import numpy as np

from priorities.engines.counting.arrays import IntArray, SmallIntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.equal_shares.wallets import Wallets, tally

_BLOCK = 2**17


def left_to_supporters(wallets: Wallets) -> list[int]:
    """Return for each option what its supporters have left together, in units of 1 / the ledger's denominator.

    Whoever has something left paid in full for all they bought, so it is enough to add up, for
    each pair of options, the worth of the one that was bought by supporters of the other.
    """
    options, funded = len(wallets.electorate.supports), len(wallets.ledger.rates)
    voters = np.zeros(options, dtype=np.int64)
    bought = np.zeros(options * funded, dtype=np.int64)
    for rows in _blocks(wallets.electorate.ballots):
        _add_up(wallets, rows, voters, bought)
    table = bought.reshape(options, funded).tolist()
    return [wallets.ledger.left(number, row) for number, row in zip(voters.tolist(), table, strict=True)]


def _blocks(ballots: Ballots) -> Iterator[slice]:
    """Yield the ballots in runs that have few marks, so that pairs of marks need little memory."""
    first = 0
    while first < len(ballots):
        last = int(np.searchsorted(ballots.offsets, ballots.offsets[first] + _BLOCK, side="right")) - 1
        yield slice(first, max(last, first + 1))
        first = max(last, first + 1)


def _add_up(wallets: Wallets, rows: slice, voters: IntArray, bought: IntArray) -> None:
    """Add these ballots to the voters with money left, and to the worth bought by pair of options."""
    ballots, worth, weights = wallets.electorate.ballots, wallets.electorate.worth, wallets.electorate.ballots.weights
    first, last = ballots.offsets[rows.start], ballots.offsets[rows.stop]
    has_left = ~wallets.is_empty[ballots.ballot_of[first:last]]
    if worth is not None:
        has_left &= worth[first:last] > 0
    entries = np.flatnonzero(has_left) + first
    owners, places = ballots.ballot_of[entries], wallets.places[ballots.chosen[entries]]
    missed, paid = np.flatnonzero(places < 0), np.flatnonzero(places >= 0)
    options, missed_by = ballots.chosen[entries[missed]], owners[missed]
    tally(voters, options, None if weights is None else weights[missed_by])

    which, pairs = _pairs(owners[paid] - rows.start, missed_by - rows.start, rows.stop - rows.start)
    units = None if worth is None else worth[entries[paid[pairs]]]
    if weights is not None:
        units = (1 if units is None else units) * weights[missed_by[which]]
    tally(bought, options[which].astype(np.int64) * len(wallets.ledger.rates) + places[paid[pairs]], units)


def _pairs(bought_by: SmallIntArray, missed_by: SmallIntArray, ballots: int) -> tuple[IntArray, IntArray]:
    """Return the positions of all pairs (missed, bought) on one ballot; both are in order of ballots."""
    bought = np.bincount(bought_by, minlength=ballots)
    starts = np.cumsum(bought) - bought
    lengths = bought[missed_by]
    which = np.repeat(np.arange(len(missed_by)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) + (starts[missed_by] - before)[which]
