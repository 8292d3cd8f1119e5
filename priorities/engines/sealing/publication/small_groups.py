"""Small groups: which sets of proofs are published together, so that nobody stands out."""

from collections.abc import Mapping, Sequence

from participation.engines.proofs import Proofs, is_enough, written, written_asked

NOTHING_SHOWN = "open"


def merge_small_groups(
    counts: Mapping[Proofs, int], k: int, *, asked: Sequence[Proofs]
) -> dict[Proofs, str]:
    """Return, for each set of proofs with ballots, the name of the group that publishes them.

    `counts` gives the ballots of each set. A group smaller than `k`, that which shows most first,
    joins the largest set that shows no more, or else the one most like it; what all members have
    shown becomes the name, as no ballot may claim more than was shown. Where that is not enough to
    vote, though each member shows enough, the name lists the sets asked for, as in
    `code|register`. No merge crosses from what counts to what does not, or it would change the
    count; so a side with fewer than `k` ballots in all stays one small group, and no name stands on
    both sides.
    """
    present = [proofs for proofs, ballots in counts.items() if ballots > 0]
    sides = (
        [proofs for proofs in present if is_enough(proofs, asked)],
        [proofs for proofs in present if not is_enough(proofs, asked)],
    )
    merged = [group for side in sides for group in _merge(side, counts, k)]
    return {proofs: _name(group, asked) for group in merged for proofs in group}


def _merge(sets: list[Proofs], counts: Mapping[Proofs, int], k: int) -> list[list[Proofs]]:
    groups = [[proofs] for proofs in sorted(sets, key=sorted)]

    def ballots(group: list[Proofs]) -> int:
        return sum(counts[proofs] for proofs in group)

    while len(groups) > 1 and min(map(ballots, groups)) < k:
        small = min((group for group in groups if ballots(group) < k), key=_least_shown_last)
        groups.remove(small)
        min(groups, key=lambda group: _distance(small, group)).extend(small)
    return groups


def _least_shown_last(group: list[Proofs]) -> tuple[int, list[list[str]]]:
    return -len(frozenset.intersection(*group)), _in_order(group)


def _distance(small: list[Proofs], other: list[Proofs]) -> tuple[bool, int, list[list[str]]]:
    """How near a group is: first those that show no more than it, then by what both show."""
    shown, theirs = frozenset.intersection(*small), frozenset.intersection(*other)
    return not theirs <= shown, -len(shown & theirs), _in_order(other)


def _in_order(group: list[Proofs]) -> list[list[str]]:
    return sorted(sorted(proofs) for proofs in group)


def _name(group: list[Proofs], asked: Sequence[Proofs]) -> str:
    shown = frozenset.intersection(*group)
    if is_enough(group[0], asked) and not is_enough(shown, asked):
        return written_asked({min(_enough(proofs, asked), key=sorted) for proofs in group})
    return written(shown) or NOTHING_SHOWN


def _enough(proofs: Proofs, asked: Sequence[Proofs]) -> list[Proofs]:
    return [enough for enough in asked if enough <= proofs]
