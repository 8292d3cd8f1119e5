"""What a file of figures would change, and what each measure of a council still needs."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.utils.text import slugify

from outcomes.engines.importers.figures import Fault, Figure, read_figures
from outcomes.indicators.models import FiguresFile, Indicator, Observation
from participation.models import Council, Sector
from priorities.engines.first_rounds import FIRST_ROUNDS, SuggestedMeasure

Address = tuple[str, str, date]


class ChangedFigure(NamedTuple):
    """A figure that is new, or differs: "" before where it is new."""

    measure: str
    place: str
    period: str
    before: str
    after: str


@dataclass(frozen=True)
class ProposedFigures:
    """What stands in a file: how many figures, what would change, the changed before the new ones,
    and all that is wrong.
    """

    rows: int
    changes: list[ChangedFigure]
    faults: list[Fault]

    @property
    def new(self) -> int:
        """How many figures there are that were not there."""
        return sum(not change.before for change in self.changes)

    @property
    def changed(self) -> int:
        """How many figures it states anew."""
        return len(self.changes) - self.new

    @property
    def fingerprint(self) -> str:
        """The same for two that would change the same, SHA-256 in hex."""
        return hashlib.sha256(json.dumps(self.changes).encode()).hexdigest()


def figures_proposed(council: Council, content: bytes) -> ProposedFigures:
    """Read a file, and hold it against the figures that there are. It changes nothing. Two
    queries.
    """
    keys = set(Indicator.objects.filter(council=council).values_list("key", flat=True))
    found = read_figures(content, indicators=keys)
    stored = _stored(council, {figure.indicator for figure in found.figures})
    changes = [
        ChangedFigure(figure.indicator, figure.place_name, figure.period, before, after)
        for figure in found.figures
        if (before := stored.get(figure.address, "")) != (after := _plain(figure))
    ]
    changes.sort(key=lambda change: not change.before)
    return ProposedFigures(len(found.figures), changes, found.faults)


def _stored(council: Council, keys: Iterable[str]) -> dict[Address, str]:
    rows = Observation.objects.filter(indicator__council=council, indicator__key__in=keys)
    facts = rows.values_list(
        "indicator__key",
        "place_code",
        "period_starts_on",
        "value",
        "numerator",
        "denominator",
    )
    return {
        (key, place, on): _in_words(value.normalize(), of, out_of)
        for key, place, on, value, of, out_of in facts.iterator()
    }


def _plain(figure: Figure) -> str:
    return _in_words(figure.value.normalize(), figure.numerator, figure.denominator)


def _in_words(value: Decimal, numerator: int | None, denominator: int | None) -> str:
    counts = [str(each) for each in (numerator, denominator) if each is not None]
    return f"{value:f} ({', '.join(counts)})" if counts else f"{value:f}"


def files_of(council: Council) -> "QuerySet[FiguresFile]":
    """The files of figures of a council, the newest first, without what is in them."""
    return FiguresFile.objects.filter(council=council).defer("content", "found")


# --- What each measure needs ----------------------------------------------------------------------


def measures_of(council: Council) -> "QuerySet[Indicator]":
    """The measures of a council in their order, each with `figures`, how many of the council's own
    there are. One query.
    """
    own = Q(observations__place_code=F("council__area_code"))
    return (
        Indicator.objects.filter(council=council)
        .select_related("sector")
        .annotate(figures=Count("observations", filter=own))
        .order_by("position", "name_en", "pk")
    )


@dataclass(frozen=True)
class Suggested:
    """A measure that could be defined: its sector here, and what is suggested."""

    key: str
    sector: Sector
    measure: SuggestedMeasure


def suggested_measures(council: Council) -> list[Suggested]:
    """What is suggested for the sectors of a council and is not defined yet. Two queries."""
    sectors = {each.slug: each for each in Sector.objects.filter(council=council)}
    known = set(Indicator.objects.filter(council=council).values_list("name_en", flat=True))
    return [
        Suggested(key, sectors[slug], measure)
        for slug, first in FIRST_ROUNDS.items()
        if slug in sectors
        for key, measure in first.measures.items()
        if measure.name.english not in known
    ]


def free_key(council: Council, name: str) -> str:
    """A key for a new measure of this name, which no other of the council has. One query."""
    stem = slugify(name)[:70] or "measure"
    taken = set(
        Indicator.objects.filter(council=council, key__startswith=stem).values_list(
            "key", flat=True
        )
    )
    return next(key for n in count(1) if (key := stem if n == 1 else f"{stem}-{n}") not in taken)
