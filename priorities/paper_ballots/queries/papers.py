"""The papers of a poll: which one has a serial number, how far each batch is, and what still keeps
the poll from being counted.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from participation.electors.queries import Voter
from participation.models import Council
from priorities.engines.sealing.paper import PaperNumber, read_serial, serial
from priorities.engines.voting.definition import Definition
from priorities.paper_ballots.models import PaperBallot, PaperBatch
from priorities.polls.models import Poll
from priorities.polls.queries.polls import OpenedPoll

State = PaperBallot.State


@dataclass(frozen=True)
class BatchNow:
    """A batch with how many of its papers are in each state."""

    batch: PaperBatch
    by_state: dict[str, int]

    @property
    def handed(self) -> int:
        """Handed out, and not come back."""
        return self.by_state.get(State.HANDED, 0)

    @property
    def begun(self) -> int:
        """Typed, and not settled yet."""
        return self.by_state.get(State.TYPED, 0) + self.by_state.get(State.DIFFERS, 0)

    @property
    def counted(self) -> int:
        """Typed alike by two people, and to be counted."""
        return self.by_state.get(State.COUNTED, 0)

    @property
    def spoiled(self) -> int:
        """With no vote to count."""
        return self.by_state.get(State.SPOILED, 0)


def batch_now(batch: PaperBatch) -> BatchNow:
    """The batch as it stands. One query."""
    rows = batch.papers.order_by().values_list("state").annotate(n=Count("pk"))
    return BatchNow(batch, dict(rows))


def batches_now(poll: Poll) -> list[BatchNow]:
    """Every batch of a poll as it stands, in order. Two queries."""
    counts: dict[int, dict[str, int]] = {}
    rows = PaperBallot.objects.filter(batch__poll=poll).order_by()
    for batch, state, n in rows.values_list("batch", "state").annotate(n=Count("pk")):
        counts.setdefault(batch, {})[state] = n
    batches = poll.paper_batches.select_related("poll__round__council")
    return [BatchNow(batch, counts.get(batch.pk, {})) for batch in batches]


def serial_of(key: bytes, paper: PaperBallot) -> str:
    """The number that is printed on a paper."""
    return serial(key, paper.batch.poll_id, paper.which)


def paper_of(key: bytes, poll: Poll, text: str) -> PaperBallot:
    """The paper with this serial number. Raises SerialUnreadable, and PaperBallot.DoesNotExist for
    one that was never issued.
    """
    batch, number = read_serial(key, poll.pk, text)
    papers = PaperBallot.objects.select_related("batch__poll__round__council")
    return papers.get(batch__poll=poll, batch__number=batch, number=number)


def order_of(which: PaperNumber, definition: Definition) -> int:
    """In which of the orders in which papers are printed a paper has its options, from 0 on: each
    paper of a batch has the order after that of the one before.
    """
    return (which.paper - 1) % definition.printed_orders


def differing_papers(poll: Poll) -> list[PaperBallot]:
    """The papers of a poll that two people typed differently. One query."""
    papers = PaperBallot.objects.differing().filter(batch__poll=poll)
    return list(papers.select_related("batch"))


def what_is_amiss(opened: OpenedPoll, voter: Voter) -> str:
    """The fact about somebody at a desk for which they may not vote."""
    counted = opened.definition.constituencies
    return "constituency" if counted and voter.constituency not in counted else "postcode"


def polls_at_desk(council: Council, at: datetime) -> list[Poll]:
    """The votes in which a desk has something to do: those that take ballots, the next to close
    first, and those whose papers are not all accounted for. One query.
    """
    polls = Poll.objects.of(council).published().filter(imported_from="").with_result()
    waiting = Q(pk__in=PaperBatch.objects.unreconciled().values("poll"))
    is_voting = Q(state=Poll.State.OPEN, has_ended=False, closes_at__gt=at)
    return list(polls.filter(is_voting | waiting).order_by("closes_at", "pk"))


def is_waiting_for_papers(poll: UUID) -> bool:
    """Whether papers of a poll are not accounted for yet. One query."""
    return PaperBatch.objects.unreconciled().filter(poll=poll).exists()
