"""Preferences: the strict order that each ranked ballot gives, as far as the ballot is clear."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from priorities.engines.counting.arrays import BoolArray, IntArray, SmallIntArray
from priorities.engines.counting.ballots import Ballots
from priorities.engines.counting.count import Setting


class EqualRanks(StrEnum):
    """What becomes of a ballot at a rank that it gives to several options.

    The ballot ends there, or the rank is passed over.
    """

    END = "ballot-ends"
    SKIP = "rank-skipped"


class Unranked(StrEnum):
    """How an option that a ballot leaves unranked is counted.

    Below every ranked option and equal to other unranked ones; without points; or it never receives
    the ballot.
    """

    BELOW_RANKED = "below-ranked"
    NO_POINTS = "no-points"
    NEVER_RECEIVES = "never-receives"


@dataclass(frozen=True)
class PreferenceRules:
    """How a ballot is read where it is not clear.

    `longest_gap` is how many ranks in a row a voter may leave out before the ballot ends; None
    means any number. An unranked option never receives the ballot.
    """

    equal_ranks: EqualRanks = EqualRanks.END
    longest_gap: int | None = None

    def as_settings(self) -> dict[str, Setting]:
        """Return the rules as they are written into the count."""
        return {
            "equal_ranks": self.equal_ranks,
            "longest_gap": self.longest_gap,
            "unranked": Unranked.NEVER_RECEIVES,
        }


@dataclass(frozen=True, eq=False)
class Preferences:
    """The options that each ballot prefers in turn: those of ballot `i` are
    `chosen[starts[i]:ends[i]]`.
    """

    chosen: SmallIntArray
    starts: IntArray
    ends: IntArray


def clear_preferences(ballots: Ballots, rules: PreferenceRules) -> Preferences:
    """Return each ballot's clear preferences. Raises BallotsFaulty if these are not
    ranked ballots.
    """
    is_equal = _shares_rank(ballots)
    is_end = is_equal if rules.equal_ranks is EqualRanks.END else np.zeros_like(is_equal)
    if rules.longest_gap is not None:
        is_end = is_end | (_gaps(ballots) > rules.longest_gap)
    keep = ~is_equal & ~_since(ballots, is_end)
    before = np.concatenate(([0], np.cumsum(keep))).astype(np.int64)
    return Preferences(
        ballots.chosen[keep], before[ballots.offsets[:-1]], before[ballots.offsets[1:]]
    )


def _shares_rank(ballots: Ballots) -> BoolArray:
    """Return which entries have a neighbour of the same rank on the same ballot."""
    same = (np.diff(ballots.ranks) == 0) & (np.diff(ballots.ballot_of) == 0)
    with_next, with_previous = np.zeros((2, len(ballots.ranks)), dtype=np.bool_)
    with_next[:-1], with_previous[1:] = same, same
    return with_next | with_previous


def _gaps(ballots: Ballots) -> IntArray:
    """Return how many ranks each entry's ballot leaves out just before it; equals of a rank have
    -1.
    """
    before = np.roll(ballots.ranks, 1)
    before[ballots.offsets[:-1][ballots.lengths > 0]] = 0
    return ballots.ranks - before - 1


def _since(ballots: Ballots, marked: BoolArray) -> BoolArray:
    """Return which entries come at or after a marked one of the same ballot."""
    passed = np.concatenate(([0], np.cumsum(marked)))
    return passed[1:] > passed[ballots.offsets[ballots.ballot_of]]
