"""Ballots: every vote of one question as compact arrays, whatever the method."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np

from priorities.engines.counting.arrays import IntArray, SmallIntArray, repeated

LARGEST_SUM = 2**63 - 1


class Kind(StrEnum):
    """What the marks on a ballot mean."""

    APPROVAL = "approval"
    SINGLE = "single"
    POINTS = "points"
    RANKED = "ranked"


class BallotsFaulty(ValueError):
    """The arrays contradict themselves; `ballot` is the first ballot at fault, where one is."""

    def __init__(self, message: str, ballot: int | None = None) -> None:
        super().__init__(message)
        self.ballot = ballot


@dataclass(frozen=True)
class Option:
    """One thing to vote for. `cost` is in minor units of money (pence), None if it has none."""

    id: str
    name: str = ""
    cost: int | None = None


@dataclass(frozen=True, eq=False)
class Ballots:
    """All ballots of one question; arrays are read-only from here on.

    The marks of ballot `i` are entries `offsets[i]` to `offsets[i + 1]` of `chosen` (positions in
    `options`) and of `values`: the points given (1 or more) or the rank (1 is the best, equal
    numbers are equal ranks, rising within a ballot). Approval and single ballots have no values.
    A ballot without marks is blank. `weights` says how many voters cast exactly this ballot; None
    means one each. `budget` and costs are in minor units, `unit` of which make one unit of money.
    `spoiled` ballots were set aside before the count and are in no array.

    Raises BallotsFaulty when the arrays contradict themselves or their sums could pass 64 bits.
    """

    options: tuple[Option, ...]
    kind: Kind
    offsets: IntArray
    chosen: SmallIntArray
    values: IntArray | None = None
    weights: IntArray | None = None
    budget: int | None = None
    unit: int = 1
    spoiled: int = 0

    def __post_init__(self) -> None:
        _check_options(self)
        _check_shape(self)
        _check_marks(self)
        for array in (self.offsets, self.chosen, self.values, self.weights):
            if array is not None:
                array.setflags(write=False)

    def __len__(self) -> int:
        """Return the number of rows, which is fewer than the voters where ballots have weights."""
        return len(self.offsets) - 1

    def expect(self, *kinds: Kind) -> None:
        """Raise BallotsFaulty unless these ballots are of one of `kinds`, which the rule needs."""
        if self.kind not in kinds:
            wanted = " or ".join(kinds)
            raise BallotsFaulty(f"These are {self.kind} ballots, and the rule needs {wanted}.")

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The options' ids, in the order of `options`."""
        return tuple(option.id for option in self.options)

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each option id stands in `options`."""
        return {name: position for position, name in enumerate(self.ids)}

    @cached_property
    def costs(self) -> IntArray:
        """Cost of each option in minor units. Raises BallotsFaulty if an option has none."""
        for option in self.options:
            if option.cost is None:
                raise BallotsFaulty(f"Option {option.id} has no cost.")
        return np.array([option.cost for option in self.options], dtype=np.int64)

    @property
    def ranks(self) -> IntArray:
        """The rank of each entry of `chosen`. Raises BallotsFaulty if these are not
        ranked ballots.
        """
        self.expect(Kind.RANKED)
        return self._given

    @property
    def points(self) -> IntArray:
        """The points of each entry of `chosen`. Raises BallotsFaulty if these are not points
        ballots.
        """
        self.expect(Kind.POINTS)
        return self._given

    @property
    def _given(self) -> IntArray:
        assert self.values is not None, "ranked and points ballots have values, as was checked"
        return self.values

    @cached_property
    def lengths(self) -> IntArray:
        """How many options each ballot marks."""
        return np.diff(self.offsets)

    @cached_property
    def ballot_of(self) -> SmallIntArray:
        """The ballot to which each entry of `chosen` belongs."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    @cached_property
    def entry_weights(self) -> IntArray | None:
        """The weight of the ballot to which each entry belongs; None means 1 each."""
        return None if self.weights is None else np.repeat(self.weights, self.lengths)

    @cached_property
    def turnout(self) -> int:
        """Number of voters whose ballots are here, blank ones included, spoiled ones not."""
        return len(self) if self.weights is None else int(self.weights.sum())

    @cached_property
    def blanks(self) -> int:
        """Number of voters who marked nothing."""
        blank = self.lengths == 0
        return int(blank.sum() if self.weights is None else self.weights[blank].sum())

    @cached_property
    def votes(self) -> IntArray:
        """Number of voters who marked each option."""
        return self.sums()

    def sums(self, amounts: IntArray | None = None) -> IntArray:
        """Return, for each option, the sum of `amounts` (one per entry; None means 1) by voters."""
        weighted = self.entry_weights
        if amounts is not None:
            weighted = amounts if weighted is None else amounts * weighted
        if weighted is None:
            return np.bincount(self.chosen, minlength=len(self.options)).astype(np.int64)
        totals = np.zeros(len(self.options), dtype=np.int64)
        np.add.at(totals, self.chosen, weighted)
        return totals

    def marks(self) -> list[dict[str, int]]:
        """Return each ballot as option id to value (1 where there is none); for small elections."""
        values = np.ones(len(self.chosen), np.int64) if self.values is None else self.values
        names = [self.ids[option] for option in self.chosen.tolist()]
        pairs = list(zip(names, values.tolist(), strict=True))
        ends = self.offsets.tolist()
        return [dict(pairs[start:end]) for start, end in pairwise(ends)]


def _check_options(ballots: Ballots) -> None:
    if not ballots.options or len(set(ballots.ids)) < len(ballots.options):
        raise BallotsFaulty("There are no options, or two with one id.")
    money = [option.cost for option in ballots.options if option.cost is not None]
    if min(money, default=0) < 0 or (ballots.budget or 0) < 0 or ballots.unit < 1:
        raise BallotsFaulty("Costs and budget cannot be below zero.")
    if sum(money) + (ballots.budget or 0) > LARGEST_SUM:
        raise BallotsFaulty("Costs or budget are too large to count.")


def _check_shape(ballots: Ballots) -> None:
    offsets, chosen = ballots.offsets, ballots.chosen
    if len(offsets) == 0 or offsets[0] != 0 or offsets[-1] != len(chosen):
        raise BallotsFaulty("The offsets do not span the marks.")
    if (ballots.lengths < 0).any():
        raise BallotsFaulty("The offsets fall.")
    if len(chosen) and not 0 <= chosen.min() <= chosen.max() < len(ballots.options):
        raise BallotsFaulty("A mark is for an option that does not exist.")
    if ballots.weights is not None and (
        len(ballots.weights) != len(ballots) or (ballots.weights < 1).any()
    ):
        raise BallotsFaulty("Every ballot needs a weight of at least 1.")
    if ballots.weights is not None and sum(ballots.weights.tolist()) > LARGEST_SUM:
        raise BallotsFaulty("There are too many voters to count.")


def _check_marks(ballots: Ballots) -> None:
    repeats = repeated(ballots.offsets, ballots.chosen, len(ballots.options))
    if len(repeats):
        raise BallotsFaulty("A ballot marks an option twice.", _ballot_at(ballots, repeats[0]))
    if ballots.kind is Kind.SINGLE and (ballots.lengths > 1).any():
        ballot = int(np.argmax(ballots.lengths > 1))
        raise BallotsFaulty("A ballot marks more than one option.", ballot)
    if (ballots.values is not None) != (ballots.kind in {Kind.POINTS, Kind.RANKED}):
        raise BallotsFaulty("Points and ranked ballots have values, others have none.")
    if ballots.values is not None:
        _check_values(ballots, ballots.values)


def _check_values(ballots: Ballots, values: IntArray) -> None:
    if len(values) != len(ballots.chosen):
        raise BallotsFaulty("Every mark needs a value.")
    below = np.flatnonzero(values < 1)
    if len(below):
        raise BallotsFaulty("A value is below 1.", _ballot_at(ballots, below[0]))
    if len(values) and int(values.max()) * ballots.turnout > LARGEST_SUM:
        raise BallotsFaulty("The points are too large to add up.")
    if ballots.kind is Kind.RANKED:
        falls = np.flatnonzero((np.diff(values) < 0) & (np.diff(ballots.ballot_of) == 0))
        if len(falls):
            raise BallotsFaulty("The ranks on a ballot fall.", _ballot_at(ballots, falls[0]))


def _ballot_at(ballots: Ballots, entry: np.int64) -> int:
    return int(np.searchsorted(ballots.offsets, entry, side="right")) - 1
