"""Commitments as pages read them: the public list, one with its updates, and what residents say of
it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopservices.languages import say
from outcomes.commitments import words
from outcomes.commitments.models import Commitment, CommitmentQuerySet, Update, Verdict
from outcomes.engines.disclosure.small_numbers import Table
from outcomes.engines.words.verdict_words import verdict_words
from outcomes.summaries.documents import IndicatorDocument
from outcomes.summaries.queries.lookup import Published, published_about
from participation.models import Council, User


@dataclass(frozen=True)
class CommitmentNow:
    """A commitment as it stands on a day, what residents say of it and what its measure says: None
    until they are published.
    """

    commitment: Commitment
    today: date
    verdict: Table | None = None
    indicator: IndicatorDocument | None = None

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
            return _("done late") if self.was_late else _("done")
        if self.commitment.is_stopped:
            return _("trial stopped")
        return _("overdue") if self.is_overdue else _("on time")

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
        """How many people have said whether it worked, in words; "" while that is too
        few to tell.
        """
        if self.verdict is None or self.verdict.total.is_hidden or not self.verdict.total.shown:
            return ""
        return words.people(self.verdict.total)

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """How many gave each answer, in words; [] until somebody has."""
        return words.given(self.verdict) if self.verdict else []

    @property
    def verdict_words(self) -> str:
        """What most people say; "" until that is published."""
        return say(verdict_words(self.verdict)) if self.verdict else ""

    @property
    def measure(self) -> str:
        """What its measure says; "" until that is published."""
        return words.measure(self.indicator)


def commitments_of(council: Council, user: User | AnonymousUser) -> CommitmentQuerySet:
    """The commitments of a council that somebody may read, with those who share each."""
    return (
        Commitment.objects.visible_to(user)
        .of(council)
        .prefetch_related("partners", "updates")
        .owed_first()
    )


def commitment_now(commitment: Commitment, published: Published, today: date) -> CommitmentNow:
    """A commitment on a day with what is published about it. Asks no database."""
    key = commitment.indicator.key if commitment.indicator else ""
    verdict, indicator = published.verdicts.get(commitment.pk), published.indicators.get(key)
    return CommitmentNow(commitment, today, verdict, indicator)


def commitments_now(commitments: Iterable[Commitment], today: date) -> list[CommitmentNow]:
    """Commitments on a day with what is published about them. Two queries beside their own."""
    rows = list(commitments)
    published = published_about({row.finding.round_id for row in rows}, measures_of(rows))
    return [commitment_now(row, published, today) for row in rows]


def measures_of(commitments: Iterable[Commitment]) -> list[tuple[int, str]]:
    """The indicators that some of these commitments are measured by, each by its council's id and
    its key.
    """
    measures = [commitment.indicator for commitment in commitments if commitment.indicator]
    return [(indicator.council_id, indicator.key) for indicator in measures]


def own_verdict(user: User | AnonymousUser, commitment: Commitment) -> str:
    """What this person has said of it, "" if nothing."""
    if not isinstance(user, User):
        return ""
    kinds = Verdict.objects.filter(commitment=commitment, resident=user).values_list(
        "kind", flat=True
    )
    return next(iter(kinds), "")
