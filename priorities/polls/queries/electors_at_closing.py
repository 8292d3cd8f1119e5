"""The electors of a council as they were when a poll closed."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, Window
from django.db.models.functions import RowNumber

from participation.electors.queries import Voter
from participation.engines.proofs import read
from priorities.polls.models import ElectorAtClosing

_COLUMNS = (
    "elector",
    "proofs",
    "method",
    "entry",
    "area_code",
    "constituency",
    "mac",
    "is_for_this_poll",
)
_PORTION = 2000


class Electors(NamedTuple):
    """Some electors of a poll, by their ids: from `first` on, and before `end` where there is
    one.
    """

    first: UUID
    end: UUID | None


EVERYBODY = Electors(UUID(int=0), None)


def voters_at_closing(
    poll: UUID, council_id: int, electors: Electors = EVERYBODY
) -> Iterator[Voter]:
    """Every one of the electors that could have voted. One query, its rows read in portions."""
    before = Q(elector__lt=electors.end) if electors.end else Q()
    rows = ElectorAtClosing.objects.filter(before, poll=poll, elector__gte=electors.first)
    for row in rows.values_list(*_COLUMNS, named=True).iterator(chunk_size=_PORTION):
        yield Voter(
            elector=row.elector,
            council_id=council_id,
            proofs=read(row.proofs),
            method=row.method,
            entry=bytes(row.entry),
            area_code=row.area_code or None,
            constituency=row.constituency,
            mac=bytes(row.mac),
            poll=poll if row.is_for_this_poll else None,
        )


def electors_in_parts(poll: UUID, most: int) -> list[Electors]:
    """All electors of a poll in as few parts of at most so many as there can be, each of about the
    same size, in the order of their ids; [] where there are none. Two queries.
    """
    rows = ElectorAtClosing.objects.filter(poll=poll)
    size = rows.count()
    parts = -(-size // most)
    places = [size * part // parts + 1 for part in range(parts)]
    placed = rows.annotate(place=Window(RowNumber(), order_by="elector"))
    begins = placed.filter(place__in=places).order_by("elector")
    firsts = list(begins.values_list("elector", flat=True))
    ends = [*firsts[1:], None]
    return [Electors(first, end) for first, end in zip(firsts, ends, strict=False)]
