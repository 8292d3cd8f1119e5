"""The electors of a council as they were when a poll closed."""

from collections.abc import Iterator
from uuid import UUID

from participation.electors.queries import Voter
from participation.engines.proofs import read
from priorities.polls.models import ElectorAtClosing


def voters_at_closing(poll: UUID, council_id: int) -> Iterator[Voter]:
    """Every elector that could have voted. One query, its rows read in portions."""
    for row in ElectorAtClosing.objects.filter(poll=poll).iterator():
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
