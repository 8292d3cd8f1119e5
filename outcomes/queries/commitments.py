"""Commitments as pages read them: the public list, one with its updates, and what residents say of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.utils.timezone import localdate

from outcomes.models import Commitment, Indicator, Update, Verdict
from outcomes.models.commitments import CommitmentQuerySet
from outcomes.queries.accounts import VerdictAccount
from outcomes.queries.published import Published, people_in_words, published_about
from participation.models import Council, User

COLUMNS = ["number", "promise", "state", "owner", "with", "due on", "done on", "stopped on", "trial"]
COLUMNS += ["budget in pounds", "people said", "answer", "round", "sector"]


@dataclass(frozen=True)
class CommitmentNow:
    """A commitment as it stands on a day, what residents say of it and what its measure says.

    There is no verdict, and the measure is "", until they are published.
    """

    commitment: Commitment
    today: date
    verdict: VerdictAccount | None = None
    measure: str = ""

    @property
    def is_overdue(self) -> bool:
        """Still owed after the day it was due."""
        return self.commitment.is_overdue(self.today)

    @property
    def days_late(self) -> int:
        """How many days ago it was due."""
        return (self.today - self.commitment.due_on).days

    @property
    def was_late(self) -> bool:
        """Done, but after the day it was due."""
        done_at = self.commitment.done_at
        return done_at is not None and localdate(done_at) > self.commitment.due_on

    @property
    def state(self) -> str:
        """In a word, as a file tells it."""
        if self.commitment.is_done:
            return "done late" if self.was_late else "done"
        if self.commitment.is_stopped:
            return "trial stopped"
        return "overdue" if self.is_overdue else "on time"

    @property
    def latest(self) -> Update | None:
        """What was said last about what was done."""
        return next(reversed(self.commitment.updates.all()), None)

    @property
    def earlier(self) -> list[Update]:
        """What was said before that, the latest first."""
        return list(self.commitment.updates.all())[-2::-1]

    @property
    def people_asked(self) -> str:
        """How many people have said whether it worked, in words; "" while that is too few to tell."""
        total = self.verdict.total if self.verdict and self.verdicts else ""
        return people_in_words(total) if total.isdecimal() else ""

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """How many gave each answer, in words; [] until somebody has."""
        if self.verdict is None or self.verdict.total == "0":
            return []
        return [(answer, people_in_words(count)) for answer, count in self.verdict.counts]


@dataclass(frozen=True)
class Kept:
    """How many promises there are, and how they stand."""

    made: int
    done: int
    stopped: int
    overdue: int

    @property
    def on_time(self) -> int:
        """Those still to be done, and not late."""
        return self.made - self.done - self.stopped - self.overdue


def commitments_of(council: Council) -> CommitmentQuerySet:
    """The promises of a council that everybody may read, with those who share each."""
    return Commitment.objects.visible().of(council).prefetch_related("partners", "updates").owed_first()


def commitment_now(commitment: Commitment, published: Published, today: date) -> CommitmentNow:
    """A commitment on a day with what is published about it. Asks no database."""
    measure = published.headlines.get(commitment.indicator.key, "") if commitment.indicator else ""
    return CommitmentNow(commitment, today, published.verdicts.get(commitment.pk), measure)


def commitments_now(commitments: Iterable[Commitment], today: date) -> list[CommitmentNow]:
    """Commitments on a day with what is published about them. Two queries beside their own."""
    rows = list(commitments)
    published = published_about({row.finding.round_id for row in rows}, measures_of(rows))
    return [commitment_now(row, published, today) for row in rows]


def measures_of(commitments: Iterable[Commitment]) -> list[Indicator]:
    """The indicators that some of these commitments are measured by."""
    return [commitment.indicator for commitment in commitments if commitment.indicator]


def own_verdict(user: User | AnonymousUser, commitment: Commitment) -> str:
    """What this person has said of it, "" if nothing."""
    if not isinstance(user, User):
        return ""
    kinds = Verdict.objects.filter(commitment=commitment, resident=user).values_list("kind", flat=True)
    return next(iter(kinds), "")


def kept_by(council: Council, today: date) -> Kept:
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
    return Kept(**counts)


def table_of(commitments: CommitmentQuerySet, today: date) -> Iterator[list[object]]:
    """Row by row what a file of these promises holds, under COLUMNS; three queries for every five hundred."""
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
            finding.round.title,
            finding.round.sector,
        ]
