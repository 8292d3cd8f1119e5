"""What published cells and a total give away about the small counts hidden among them.

1, 8 and 8 would be *, 10 and 10 of 15, and * could only be 1. So a total is withheld wherever it
would leave a small count fewer than three possible values. But this rule is public, and then
"withheld" would tell just as much. So the rarest of the other totals are withheld with it, as many
as it takes to leave three values even to a reader of this file. Which totals these are depends on
the published cells alone.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TypeAlias

from outcomes.engines.disclosure.protected_counts import (
    ANYTHING,
    SMALL,
    Mark,
    Protected,
    Span,
    protect,
)

FEWEST_POSSIBLE = 3

Cells: TypeAlias = Mapping[str, Protected]


def possible(cells: Cells, totals: Sequence[Span]) -> dict[str, set[int]]:
    """Return each value that each small count can have if the true total lies in one of these
    spans.
    """
    lowest, highest = _sum(cells)
    return {
        category: {
            value
            for total in totals
            for value in range(SMALL.lowest, SMALL.highest + 1)
            if total.lowest <= highest - SMALL.highest + value
            and lowest - SMALL.lowest + value <= total.highest
        }
        for category, cell in cells.items()
        if cell.shown is Mark.SMALL
    }


def narrowed(cells: Cells, totals: Sequence[Span]) -> list[str]:
    """Return the categories whose small count is left fewer than three possible values."""
    return [
        category
        for category, values in possible(cells, totals).items()
        if len(values) < FEWEST_POSSIBLE
    ]


def reach(tables: Sequence[Cells]) -> Span:
    """Return what the true total can be, as far as the cells of all breakdowns of these people
    tell.
    """
    return reduce(Span.within, map(_sum, tables), ANYTHING)


def spans(tables: Sequence[Cells]) -> dict[Protected, Span]:
    """Return every total that could be published beside these cells, with the true totals it stands
    for.
    """
    bounds = reach(tables)
    totals = dict.fromkeys(protect(count) for count in range(bounds.lowest, bounds.highest + 1))
    return {total: total.span.within(bounds) for total in totals}


def withheld_totals(tables: Sequence[Cells]) -> set[Protected]:
    """Return the totals that are not published beside these cells, none of which may be narrowed by
    the others.
    """
    bounds = reach(tables)
    if bounds.highest >= ANYTHING.highest:
        return set()  # A withheld cell leaves the total open: there is nothing for it to narrow.
    known = spans(tables)
    withheld = {
        total for total, span in known.items() if any(narrowed(cells, [span]) for cells in tables)
    }
    for total in sorted(known, key=lambda total: -abs(sum(known[total]) - sum(bounds))):
        together = [known[each] for each in withheld]
        if not withheld or not any(narrowed(cells, together) for cells in tables):
            break
        withheld.add(total)
    return withheld


def _sum(cells: Cells) -> Span:
    each = [cell.span for cell in cells.values()]
    return Span(sum(span.lowest for span in each), sum(span.highest for span in each))
