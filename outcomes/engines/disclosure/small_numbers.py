"""Tables of counts of people, protected so that nobody can be picked out of them.

Each cell, and the total, is published by the rule of `protected_counts`; where that would still
give a small count away, the total is withheld, by the rule of `narrowing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outcomes.engines.disclosure.narrowing import (
    Cells,
    narrowed,
    possible,
    reach,
    spans,
    withheld_totals,
)
from outcomes.engines.disclosure.protected_counts import (
    FEWEST_TO_SHOW,
    WITHHELD,
    Mark,
    Protected,
    Span,
    percentage,
    protect,
    protect_average,
)

__all__ = [
    "FEWEST_TO_SHOW", "WITHHELD", "Cells", "Mark", "Protected", "Table", "audit", "percentage",
    "possible_values",
    "protect", "protect_average", "protect_table", "protect_tables",
]  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One breakdown of some people as it may be published: a count for each category, and the
    total.
    """

    cells: Cells
    total: Protected

    def percentage(self, category: str) -> float | None:
        """Return the category's share of the total from the published counts alone, or None."""
        return percentage(self.cells[category], self.total)


def protect_table(counts: Mapping[str, int]) -> Table:
    """Return one breakdown as it may be published where no other breakdown of these people is."""
    return protect_tables([counts])[0]


def protect_tables(breakdowns: Sequence[Mapping[str, int]]) -> list[Table]:
    """Return breakdowns of the same people as they may be published side by side.

    The total is shown in all or withheld from all; show it from here and from nowhere else. A
    breakdown whose small counts the others give away without a total is withheld whole.
    Raises ValueError where the true totals differ, for then these are not the same people.
    """
    totals = {sum(counts.values()) for counts in breakdowns}
    if len(totals) != 1:
        raise ValueError("Breakdowns of the same people have the same total.")
    tables = [
        {category: protect(count) for category, count in counts.items()} for counts in breakdowns
    ]
    kept = [cells for cells in tables if not narrowed(cells, [reach(tables)])]
    total = protect(totals.pop())
    published = WITHHELD if total in withheld_totals(kept) else total
    return [
        Table(cells if cells in kept else dict.fromkeys(cells, WITHHELD), published)
        for cells in tables
    ]


def audit(table: Table, beside: Sequence[Table] = ()) -> list[str]:
    """Return the categories of a published table whose small count has fewer than three possible
    values.
    """
    return narrowed(table.cells, _true_totals(table, beside))


def possible_values(table: Table, beside: Sequence[Table] = ()) -> dict[str, set[int]]:
    """Return each value that each small count can have in the tables that would be published so.

    `beside` are other published breakdowns of the same people. They share nothing with this one
    but the true total, so what they tell about it is all that they tell.
    """
    return possible(table.cells, _true_totals(table, beside))


def _true_totals(table: Table, beside: Sequence[Table]) -> list[Span]:
    tables = [each.cells for each in (table, *beside)]
    if table.total != WITHHELD:
        return [table.total.span.within(reach(tables))]
    withheld = withheld_totals(tables)
    return (
        [span for total, span in spans(tables).items() if total in withheld]
        if withheld
        else [reach(tables)]
    )
