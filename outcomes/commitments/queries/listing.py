"""The public list of commitments as a whole: how many there are, how they stand, and what a file of
them holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcomes.commitments import words
from outcomes.commitments.models import Commitment, CommitmentQuerySet
from outcomes.commitments.queries.commitments import CommitmentNow
from participation.models import Council

COLUMNS = [
    gettext_lazy("number"),
    gettext_lazy("promise"),
    gettext_lazy("state"),
    gettext_lazy("owner"),
    gettext_lazy("with"),
    gettext_lazy("due on"),
    gettext_lazy("done on"),
    gettext_lazy("stopped on"),
    gettext_lazy("trial"),
    gettext_lazy("budget in pounds"),
    gettext_lazy("people said"),
    gettext_lazy("answer"),
    gettext_lazy("round"),
    gettext_lazy("sector"),
]


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

    @property
    def told(self) -> str:
        """The same in one sentence."""
        return words.counts_told(
            made=self.made,
            done=self.done,
            stopped=self.stopped,
            on_time=self.on_time,
            overdue=self.overdue,
        )


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
            _("yes") if commitment.is_trial else _("no"),
            commitment.budget_pounds,
            str(commitment.heard),
            finding.get_answer_display(),
            str(finding.round.title),
            finding.round.sector,
        ]
