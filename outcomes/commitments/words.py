"""What residents say of a commitment, and what its measure says, in words."""

from outcomes.commitments.models import Verdict
from outcomes.engines.disclosure.protected_counts import FEWEST_TO_SHOW, Mark, Protected
from outcomes.engines.disclosure.small_numbers import Table
from outcomes.indicators import words
from outcomes.summaries.documents import IndicatorDocument

_PEOPLE = {
    0: "nobody",
    Mark.SMALL: f"fewer than {FEWEST_TO_SHOW} people",
    Mark.WITHHELD: "not shown",
}


def people(count: Protected) -> str:
    """A published count of people: "about 45 people", or what its mark means."""
    return _PEOPLE.get(count.shown) or f"about {int(count.shown):,} people"


def given(verdict: Table) -> list[tuple[str, str]]:
    """How many gave each answer; [] until somebody has."""
    if verdict.total.shown == 0:
        return []
    return [(answer(kind), people(count)) for kind, count in verdict.cells.items()]


def answer(kind: str) -> str:
    """What residents say, by its code."""
    return str(Verdict.Kind(kind).label)


def measure(indicator: IndicatorDocument | None) -> str:
    """What its measure says; "" until that is published."""
    return words.headline(indicator) if indicator and indicator.latest else ""
