"""Sequential Phragmén: supporters carry the cost of what is funded, and loads are kept as even as
can be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from priorities.engines.counting.ballots import Ballots, BallotsFaulty
from priorities.engines.counting.budget.equal_shares.support import Support, electorate
from priorities.engines.counting.count import Count, Reason, Skipped, Step
from priorities.engines.counting.satisfaction import Satisfaction
from priorities.engines.counting.ties import TieOrder


@dataclass(frozen=True)
class Loaded(Step):
    """An option was funded that leaves its supporters with the least load of all: `load` each.

    Together they carried `before` already. `left` is what remains of the budget. `tied` would have
    loaded their supporters the same and waited by the order named in `broken_by`.
    """

    option: str
    cost: int
    supporters: int
    load: Fraction
    before: Fraction
    left: int
    tied: tuple[str, ...] = ()
    broken_by: str = ""


@dataclass(frozen=True)
class Stopped(Step):
    """The count ended: the next to be funded no longer fitted what was `left`, or one tied with it
    did not; then `beside` is the one that would have fitted.
    """

    option: str
    cost: int
    left: int
    load: Fraction
    beside: str = ""


def count_phragmen(ballots: Ballots, *, ties: TieOrder) -> Count:
    """Return the count by Phragmén's sequential rule for options with costs.

    Every mark is an approval. Options that cost more than the whole budget are left out from the
    start; the count stops when an option with the least load no longer fits, as in Los, Christoff
    and Grossi, "Proportional Budget Allocations" (IJCAI 2022), and pabutools. Raises BallotsFaulty
    if the budget or a cost is missing.
    """
    if ballots.budget is None:
        raise BallotsFaulty("There is no budget.")
    supports = electorate(ballots, Satisfaction.CARDINALITY).supports
    loads = _Loads(len(ballots), supports, ballots.budget)
    steps = (*_without_chance(ballots, supports), *_steps(ballots, loads, ties))
    winners = tuple(step.option for step in steps if isinstance(step, Loaded))
    return Count(
        rule="phragmen",
        winners=winners,
        order=(*winners, *sorted(set(ballots.ids) - set(winners))),
        scores=dict(zip(ballots.ids, ballots.votes.tolist(), strict=True)),
        turnout=ballots.turnout,
        blanks=ballots.blanks,
        spoiled=ballots.spoiled,
        cost=sum(step.cost for step in steps if isinstance(step, Loaded)),
        budget=ballots.budget,
        settings={"ties": ties.name},
        steps=steps,
    )


class _Loads:
    """The load on every ballot, as the number of the purchase that set it; and a floor for each
    option.

    Loads only rise, so the load that an option would bring only rises too, and the last known one
    is a floor.
    """

    def __init__(self, ballots: int, supports: Sequence[Support], budget: int) -> None:
        self.supports = supports
        self.set_by = np.zeros(ballots, dtype=np.int32)
        self.levels = [Fraction(0)]
        self.floors = {
            option: Fraction(support.cost, support.voters)
            for option, support in enumerate(supports)
            if support.voters and support.cost <= budget
        }

    def before(self, option: int) -> Fraction:
        """Return what the supporters of an option carry together."""
        support = self.supports[option]
        voters = np.zeros(len(self.levels), dtype=np.int64)
        np.add.at(
            voters, self.set_by[support.rows], 1 if support.weights is None else support.weights
        )
        carried = zip(voters.tolist(), self.levels, strict=True)
        return sum((number * level for number, level in carried if number), Fraction(0))

    def least(self) -> tuple[Fraction, list[int]] | None:
        """Return the least load that an option would bring, and every option that would."""
        least: Fraction | None = None
        for option in sorted(self.floors, key=self.floors.__getitem__):
            if least is not None and self.floors[option] > least:
                break
            support = self.supports[option]
            load = (self.before(option) + support.cost) / support.voters
            self.floors[option] = load
            least = load if least is None else min(least, load)
        if least is None:
            return None
        return least, [option for option, load in self.floors.items() if load == least]

    def fund(self, option: int, load: Fraction) -> None:
        """Set the load of all supporters of an option."""
        self.levels.append(load)
        self.set_by[self.supports[option].rows] = len(self.levels) - 1
        del self.floors[option]


def _steps(ballots: Ballots, loads: _Loads, ties: TieOrder) -> Iterator[Loaded | Stopped]:
    left, places = ballots.budget or 0, ties.places(ballots)
    while (least := loads.least()) is not None:
        load, equals = least
        option, *tied = sorted(equals, key=places.__getitem__)
        dear = [each for each in (option, *tied) if loads.supports[each].cost > left]
        if dear:
            beside = "" if dear[0] == option else ballots.ids[option]
            yield Stopped(ballots.ids[dear[0]], loads.supports[dear[0]].cost, left, load, beside)
            return
        support, before = loads.supports[option], loads.before(option)
        left -= support.cost
        loads.fund(option, load)
        names = tuple(ballots.ids[each] for each in tied)
        yield Loaded(
            ballots.ids[option],
            support.cost,
            support.voters,
            load,
            before,
            left,
            names,
            ties.name if tied else "",
        )


def _without_chance(ballots: Ballots, supports: Sequence[Support]) -> Iterator[Skipped]:
    """Yield the options that cannot be funded at all, by id."""
    budget = ballots.budget or 0
    for name in sorted(ballots.ids):
        support = supports[ballots.index[name]]
        if not support.voters:
            yield Skipped(name, 0, Reason.NO_SUPPORT, cost=support.cost, left=budget)
        elif support.cost > budget:
            yield Skipped(name, support.voters, Reason.DOES_NOT_FIT, cost=support.cost, left=budget)
