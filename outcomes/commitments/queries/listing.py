"""The public list of commitments as a whole: how many there are, how they stand, and what a file of
them holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.timezone import localdate

from outcomes.commitments.models import Commitment, CommitmentQuerySet
from outcomes.commitments.queries.commitments import CommitmentNow
from participation.models import Council

COLUMNS = [
    "number",
    "promise",
    "state",
    "owner",
    "with",
    "due on",
    "done on",
    "stopped on",
    "trial",
]
COLUMNS += ["budget in pounds", "people said", "answer", "round", "sector"]


@dataclass(frozen=True)
class CommitmentCounts:
    """How many promises there are, and how they stand."""

    made: int
    done: int
    stopped: int
    overdue: int

    @property
    def on_time(self) -> int:
        """Those still to be done, and not late."""
        return self.made - self.done - self.stopped - self.overdue


def commitment_counts(council: Council, today: date) -> CommitmentCounts:
    """How many promises of a council there are, and how they stand. One query."""
    owed = Q(done_at=None, stopped_at=None)
    counts = (
        Commitment.objects.of(council)
        .exclude(finding__round__published_at=None)
        .aggregate(
            made=Count("pk"),
            done=Count("pk", filter=~Q(done_at=None)),
            stopped=Count("pk", filter=~Q(stopped_at=None)),
            overdue=Count("pk", filter=owed & Q(due_on__lt=today)),
        )
    )
    return CommitmentCounts(**counts)


def table_of(commitments: CommitmentQuerySet, today: date) -> Iterator[list[object]]:
    """Row by row what a file of these promises holds, under COLUMNS; three queries for every five
    hundred.
    """
    for commitment in commitments.iterator(chunk_size=500):
        finding = commitment.finding
        yield [
            commitment.pk,
            commitment.title,
            CommitmentNow(commitment, today).state,
            commitment.owner,
            "; ".join(partner.name for partner in commitment.partners.all()),
            commitment.due_on,
            commitment.done_at and localdate(commitment.done_at),
            commitment.stopped_at and localdate(commitment.stopped_at),
            "yes" if commitment.is_trial else "no",
            commitment.budget_pounds,
            finding.we_heard,
            finding.get_answer_display(),
            str(finding.round.title),
            finding.round.sector,
        ]
