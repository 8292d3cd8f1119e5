"""Counts of voters by place, small ones merged, so that nobody can be picked out of them.

The number of all ballots is published exactly, and this rule is public too. So it is not enough to
hide what is small: a single hidden count would follow from the others. The small ones are told as
one number, and the smallest of the others join them until that number is not small itself and
does not narrow them: whatever else is shown, no single value follows for any of them.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_POSSIBLE = 3


@dataclass(frozen=True)
class MergedCount:
    """How many ballots came from these places together, by their codes: from one of them, or from
    all that are told as one.
    """

    members: tuple[str, ...]
    ballots: int


def merge_small_counts(counts: Mapping[str, int], k: int) -> tuple[MergedCount, ...]:
    """Return the counts, the largest first and those merged last; () where nothing can be told but
    the sum of all. No number below `k` is in it.
    """
    rising = sorted(counts, key=lambda code: (counts[code], code))
    sizes = [counts[code] for code in rising]
    merged = sum(size < k for size in sizes)
    while 0 < merged < len(sizes) and not _is_safe(sizes, merged, k):
        merged = bisect_right(sizes, sizes[merged])  # equals go together, or their order would tell
    if merged == len(rising):
        return ()
    shown = [MergedCount((code,), counts[code]) for code in reversed(rising[merged:])]
    together = tuple(sorted(rising[:merged]))
    rest = [MergedCount(together, sum(counts[code] for code in together))] if together else []
    return (*shown, *rest)


def _is_safe(rising: list[int], merged: int, k: int) -> bool:
    """Whether the first so many, told as one, leave each of them enough possible values: the
    others of them are as large as the smallest count that is shown, at most, and below `k` where
    none had to join.
    """
    together = sum(rising[:merged])
    highest = rising[merged] if rising[merged - 1] >= k else k - 1
    return together >= k and together - (merged - 1) * highest <= k - FEWEST_POSSIBLE
