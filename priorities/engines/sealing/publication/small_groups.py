"""Small groups: which levels of eligibility are published together, so that nobody stands out."""

from collections.abc import Mapping


def merge_small_groups(
    counts: Mapping[int, int], k: int, *, lowest_counted: int = 0
) -> dict[int, int]:
    """Return, for each eligibility level with ballots, the level under which they are published.

    `counts` gives the ballots of each level. A group smaller than `k` joins the next lower one;
    where none is lower, the next higher comes down to it, since no ballot may claim more than was
    shown. No merge crosses `lowest_counted`, or it would change the count; so a side that has
    fewer than `k` ballots in all stays one small group.
    """
    present = sorted((level for level in counts if counts[level] > 0), reverse=True)
    counted = [level for level in present if level >= lowest_counted]
    others = [level for level in present if level < lowest_counted]
    merged = _merge_downwards(counted, counts, k) + _merge_downwards(others, counts, k)
    return {level: min(group) for group in merged for level in group}


def _merge_downwards(levels: list[int], counts: Mapping[int, int], k: int) -> list[list[int]]:
    """Return the levels, given highest first, in groups of at least `k` ballots if they can be."""
    groups: list[list[int]] = [[]]
    for level in levels:
        groups[-1].append(level)
        if sum(counts[member] for member in groups[-1]) >= k:
            groups.append([])
    remainder = groups.pop()
    if groups:
        groups[-1] += remainder
        return groups
    return [remainder] if remainder else []
