"""The electors of a council as they were when a poll closed."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from participation.electors.queries import Voter
from participation.engines.proofs import read
from priorities.polls.models import ElectorAtClosing


class VoterAtClosing(NamedTuple):
    """An elector as they were then, and the channel by which a ballot of theirs came."""

    voter: Voter
    channel: str


def voters_at_closing(poll: UUID, council_id: int) -> Iterator[VoterAtClosing]:
    """Every elector that could have voted. One query, its rows read in portions."""
    for row in ElectorAtClosing.objects.filter(poll=poll).iterator():
        voter = Voter(
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
        yield VoterAtClosing(voter, row.channel)
