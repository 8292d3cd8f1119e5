"""Support: who backs each option and what it is worth to them, laid out option by option."""

from dataclasses import dataclass

import numpy as np

from priorities.engines.counting.arrays import BoolArray, IntArray, SmallIntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.satisfaction import Satisfaction, satisfactions


@dataclass(frozen=True, eq=False)
class Support:
    """The supporters of one option.

    `rows` are their ballots, rising. `worth` is the option's worth to each of them over `scale`;
    None means 1, so that each pays the same while they can. `weights` are the voters on each
    ballot, None where it is 1. `voters` and `total` add up weights, and weights times worth.
    """

    cost: int
    rows: SmallIntArray
    worth: IntArray | None
    scale: int
    weights: IntArray | None
    voters: int
    total: int

    def people(self, among: BoolArray) -> int:
        """Return the number of voters among the rows that the mask `among` picks."""
        return (
            int(np.count_nonzero(among)) if self.weights is None else int(self.weights[among].sum())
        )

    def worth_to(self, among: BoolArray) -> int:
        """Return the worth to all voters among the rows that the mask `among` picks."""
        if self.worth is None:
            return self.people(among)
        picked = self.worth[among]
        return int(picked.sum() if self.weights is None else (picked * self.weights[among]).sum())


@dataclass(frozen=True, eq=False)
class Electorate:
    """All supports of one question, and the worth of every entry of its ballots."""

    ballots: Ballots
    worth: IntArray | None
    supports: tuple[Support, ...]


def electorate(ballots: Ballots, satisfaction: Satisfaction) -> Electorate:
    """Return the electorate of these ballots. Raises BallotsFaulty if a cost or worth is missing.

    Voters to whom an option is worth nothing do not support it.
    """
    worth = satisfactions(ballots, satisfaction)
    chosen, owners = ballots.chosen, ballots.ballot_of
    if worth is not None and not worth.all():
        chosen, owners, kept = chosen[worth != 0], owners[worth != 0], worth[worth != 0]
    else:
        kept = worth
    by_option = np.argsort(_narrow(chosen, len(ballots.options)), kind="stable")
    ends = np.cumsum(np.bincount(chosen, minlength=len(ballots.options))).tolist()
    rows, sorted_worth = owners.take(by_option), None if kept is None else kept[by_option]
    supports = []
    for cost, start, end in zip(ballots.costs.tolist(), [0, *ends], ends, strict=False):
        scale = cost if satisfaction is Satisfaction.COST else 1
        supports.append(
            _support(ballots, cost, scale, rows[start:end], _part(sorted_worth, start, end))
        )
    return Electorate(ballots, worth, tuple(supports))


def _part(worth: IntArray | None, start: int, end: int) -> IntArray | None:
    return None if worth is None else worth[start:end]


def _support(
    ballots: Ballots, cost: int, scale: int, rows: SmallIntArray, worth: IntArray | None
) -> Support:
    weights = None if ballots.weights is None else ballots.weights[rows]
    voters = len(rows) if weights is None else int(weights.sum())
    if worth is None:
        total = voters
    else:
        total = int(worth.sum() if weights is None else (worth * weights).sum())
    return Support(cost, rows, worth, scale, weights, voters, total)


def _narrow(chosen: SmallIntArray, options: int) -> SmallIntArray:
    """Return the same numbers in as few bits as they need, which sort far faster."""
    return chosen.astype(np.min_scalar_type(options)) if options < 2**16 else chosen
