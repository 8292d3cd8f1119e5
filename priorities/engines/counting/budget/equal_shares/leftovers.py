"""Leftovers: exactly what the supporters of every option have left together at the end
of a count.
"""

from collections.abc import Iterator

import numpy as np

from priorities.engines.counting.arrays import IntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.budget.equal_shares.remaining_budgets import (
    RemainingBudgets,
    entries_of,
    tally,
)

_BLOCK = 2**16


def left_to_supporters(remaining: RemainingBudgets) -> list[int]:
    """Return for each option what its supporters have left together, in units of 1 / the ledger's
    denominator.

    Whoever has something left paid in full for all they bought, so it is enough to add up, for
    each pair of options, the worth of the one that was bought by supporters of the other.
    """
    options, funded = len(remaining.electorate.supports), len(remaining.ledger.rates)
    voters = np.zeros(options, dtype=np.int64)
    bought = np.zeros(options * funded, dtype=np.int64)
    for rows in _blocks(remaining.electorate.ballots):
        _add_up(remaining, rows, voters, bought)
    table = bought.reshape(options, funded).tolist()
    return [
        remaining.ledger.left(number, row)
        for number, row in zip(voters.tolist(), table, strict=True)
    ]


def _blocks(ballots: Ballots) -> Iterator[slice]:
    """Yield the ballots in runs that have few marks, so that pairs of marks need little memory."""
    first = 0
    while first < len(ballots):
        last = (
            int(np.searchsorted(ballots.offsets, ballots.offsets[first] + _BLOCK, side="right")) - 1
        )
        yield slice(first, max(last, first + 1))
        first = max(last, first + 1)


def _add_up(remaining: RemainingBudgets, rows: slice, voters: IntArray, bought: IntArray) -> None:
    """Add these ballots to the voters with money left, and to the worth bought by pair
    of options.
    """
    ballots, worth, weights = (
        remaining.electorate.ballots,
        remaining.electorate.worth,
        remaining.electorate.ballots.weights,
    )
    marks = slice(ballots.offsets[rows.start], ballots.offsets[rows.stop])
    entries = np.flatnonzero(~remaining.is_empty.take(ballots.ballot_of[marks])) + marks.start
    if worth is not None:
        entries = entries[worth[entries] > 0]
    owners, places = (
        ballots.ballot_of.take(entries),
        remaining.places.take(ballots.chosen.take(entries)),
    )
    missed, paid = np.flatnonzero(places < 0), np.flatnonzero(places >= 0)
    options, missed_by = ballots.chosen.take(entries.take(missed)), owners.take(missed)
    tally(voters, options, None if weights is None else weights[missed_by])

    bought_by = np.bincount(owners.take(paid) - rows.start, minlength=rows.stop - rows.start)
    pairs, which = entries_of(np.append(0, np.cumsum(bought_by)), missed_by - rows.start)
    units = None if worth is None else worth[entries[paid[pairs]]]
    if weights is not None:
        units = (1 if units is None else units) * weights[missed_by][which]
    cells = (options.astype(np.int64) * len(remaining.ledger.rates)).take(which)
    cells += places.take(paid).take(pairs)
    tally(bought, cells, units)
