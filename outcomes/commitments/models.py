"""A commitment: what somebody promised because of a finding, what was done, and what residents say
about it.
"""

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coopservices.texts import Text
from outcomes.findings.models import Finding
from outcomes.indicators.models import Indicator
from participation.models import Council, Organisation, User


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments by what is owed."""

    def of(self, council: Council) -> Self:
        return self.filter(finding__round__council=council)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of published rounds, which everybody may read, with what a page about one tells."""
        return self.exclude(finding__round__published_at=None).select_related(
            "finding__round__council",
            "finding__round__sector",
            "finding__proposal",
            "owner",
            "indicator",
        )

    def outstanding(self) -> Self:
        return self.filter(done_at=None, stopped_at=None)

    def overdue(self, today: date) -> Self:
        return self.outstanding().filter(due_on__lt=today)

    def on_time(self, today: date) -> Self:
        return self.outstanding().filter(due_on__gte=today)

    def done(self) -> Self:
        return self.exclude(done_at=None)

    def stopped(self) -> Self:
        return self.exclude(stopped_at=None)

    def finished(self) -> Self:
        """Done, or stopped: the latest first."""
        return self.exclude(done_at=None, stopped_at=None).order_by(
            Coalesce("done_at", "stopped_at").desc(), "-pk"
        )

    def owed_first(self) -> Self:
        """What is owed, the one due first on top; then what is done or stopped, the
        latest first.
        """
        finished_at = Coalesce("done_at", "stopped_at")
        return self.order_by(finished_at.desc(nulls_first=True), "due_on", "pk")

    def with_words_heard(self) -> Self:
        """With `words_heard_en` and `words_heard_cy`: what people said, as it may be read."""
        shown = {
            f"words_heard_{code}": Case(
                When(finding__proposal__hidden_at=None, then=f"finding__we_heard_{code}"),
                default=Value(""),
            )
            for code in ("en", "cy")
        }
        return self.annotate(**shown)

    def with_last_words(self) -> Self:
        """With `last_words`: what was said last about what was done."""
        said = Update.objects.filter(commitment=OuterRef("pk")).order_by("-posted_at", "-pk")
        return self.annotate(last_words=Subquery(said.values("text")[:1]))


class Commitment(models.Model):
    """What will be done, by whom with whom, by when. A trial may be stopped, and stopping it is a
    result.
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="commitments")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="commitments_owned"
    )
    partners = models.ManyToManyField(Organisation, related_name="commitments_shared", blank=True)
    lead = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="commitments_led"
    )
    budget_pence = models.PositiveBigIntegerField(null=True)
    due_on = models.DateField()
    is_trial = models.BooleanField(default=False)
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, null=True, related_name="commitments"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(stopped_at=None), name="done_or_stopped_but_not_both"
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(is_trial=True), name="only_a_trial_is_stopped"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def round_id(self) -> int:
        """The round that it came from. Ask for it with its finding."""
        return self.finding.round_id

    @property
    def heard(self) -> Text:
        """What people said, as it may be read; empty where a moderator hides what it quotes. The
        promise itself stands. Ask for it with its finding's proposal.
        """
        return Text("") if self.finding.is_hidden else self.finding.we_heard

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_stopped(self) -> bool:
        return self.stopped_at is not None

    @property
    def is_outstanding(self) -> bool:
        return not self.is_done and not self.is_stopped

    @property
    def budget_pounds(self) -> int | None:
        """The money in whole pounds, rounded up to the next."""
        return None if self.budget_pence is None else -(-self.budget_pence // 100)

    @property
    def council(self) -> Council:
        return self.finding.round.council

    @property
    def council_id(self) -> int:
        return self.finding.round.council_id

    def is_overdue(self, today: date) -> bool:
        return self.is_outstanding and self.due_on < today


class Update(models.Model):
    """What was done, in the owner's words."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Trial stopped")

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="updates")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(max_length=1500)
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["posted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class Verdict(models.Model):
    """Whether it worked, said by a resident. One each; a later one replaces an earlier one."""

    class Kind(models.TextChoices):
        WORKED = "worked", _("Yes, it made a difference")
        PARTLY = "partly", _("It helped a little")
        NOT = "not", _("No, nothing changed")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="verdicts")
    resident = models.ForeignKey(User, on_delete=models.CASCADE, related_name="verdicts")
    kind = models.CharField(max_length=6, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "resident"], name="one_verdict_per_resident_per_commitment"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
