"""How near the second option came to the first, worked out once, when a question is counted."""

from collections.abc import Mapping, Sequence

from priorities.engines.counting.count import Margin, Score
from priorities.engines.voting.ballot_types import BALLOT_TYPES, Unit


def margin_of(
    method: str,
    order: Sequence[str],
    scores: Mapping[str, Score],
    tie_order: Sequence[str] = (),
) -> Margin | None:
    """Return the margin between the first two of the order, or None where there are not two.

    How many ballots would have had to change is told where none gives an option more than one vote:
    each that chose the first must have chosen the second instead, which moves two votes. Where the
    second has no better place in the tie order it must come out ahead, not level.
    """
    if len(order) < 2:
        return None
    first, second = order[:2]
    difference = scores[first] - scores[second]
    if BALLOT_TYPES[method].counted_by[0].unit is not Unit.VOTES:  # a ballot moves more than one
        return Margin(first, second, difference, None)
    wins_ties = second in tie_order and tie_order.index(second) < tie_order.index(first)
    needed = int(difference) + (not wins_ties)
    return Margin(first, second, difference, (needed + 1) // 2)
