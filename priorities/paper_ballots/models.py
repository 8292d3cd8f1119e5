"""Batches of ballot papers, each paper, and what was typed from it, sealed."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopservices.languages import say
from participation.engines.constituencies import labels_of
from participation.models import User
from priorities.engines.sealing.paper import LARGEST, PaperNumber
from priorities.polls.models import Poll

LONGEST_PLACE = 120  # characters
LONGEST_EXPLANATION = 500


class PaperBatchQuerySet(models.QuerySet["PaperBatch"]):
    """Batches by how far they are."""

    def unreconciled(self) -> Self:
        return self.filter(reconciled_at=None)


class PaperBatch(models.Model):
    """So many papers of a poll, issued for a place. Once voting has ended, each is accounted for:
    counted, spoiled, brought back unused, or missing.
    """

    class Kind(models.TextChoices):
        IDENTIFIED = "identified", _("For people who show at a desk who they are")
        SLIP = "slip", _("Slips for an event, without a name")

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="paper_batches")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    place = models.CharField(max_length=LONGEST_PLACE, help_text="A library or an event; public.")
    constituency = models.CharField(
        max_length=20, blank=True, help_text="Whose votes its slips are, where these are apart."
    )
    size = models.PositiveSmallIntegerField(help_text="How many papers were issued.")
    issued_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    issued_at = models.DateTimeField()
    counted = models.PositiveSmallIntegerField(null=True)
    spoiled = models.PositiveSmallIntegerField(null=True)
    unused = models.PositiveSmallIntegerField(null=True, help_text="Brought back unused.")
    explanation = models.TextField(
        blank=True, max_length=LONGEST_EXPLANATION, help_text="Why it does not balance; public."
    )
    reconciled_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reconciled_at = models.DateTimeField(null=True)

    objects = PaperBatchQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="one_batch_per_number"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=LARGEST), name="a_batch_has_papers"
            ),
            models.CheckConstraint(
                condition=Q(constituency="") | Q(kind="slip"),
                name="only_slips_are_of_a_constituency_from_the_start",
            ),
            models.CheckConstraint(
                condition=Q(reconciled_at=None, counted=None, spoiled=None, unused=None)
                | (
                    ~Q(reconciled_at=None)
                    & ~Q(counted=None)
                    & ~Q(spoiled=None)
                    & ~Q(unused=None)
                    & (Q(size=F("counted") + F("spoiled") + F("unused")) | ~Q(explanation=""))
                ),
                name="a_reconciled_batch_balances_or_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.place}"

    @property
    def council_id(self) -> int:
        return self.poll.council_id

    @property
    def is_identified(self) -> bool:
        return self.kind == self.Kind.IDENTIFIED

    @property
    def whose(self) -> str:
        """Whose votes its slips are, inside a sentence; "" where nobody's apart."""
        return say(labels_of([self.constituency])) if self.constituency else ""

    @property
    def is_reconciled(self) -> bool:
        return self.reconciled_at is not None

    @property
    def missing(self) -> int:
        """How many papers nobody knows of; below zero, how many came back that were not issued."""
        return self.size - (self.counted or 0) - (self.spoiled or 0) - (self.unused or 0)


class PaperBallotQuerySet(models.QuerySet["PaperBallot"]):
    """Papers by how far they are."""

    def begun(self) -> Self:
        """Typed, and not settled yet."""
        return self.filter(state__in=(PaperBallot.State.TYPED, PaperBallot.State.DIFFERS))

    def differing(self) -> Self:
        return self.filter(state=PaperBallot.State.DIFFERS)

    def counted(self) -> Self:
        return self.filter(state=PaperBallot.State.COUNTED)

    def spoiled(self) -> Self:
        return self.filter(state=PaperBallot.State.SPOILED)


class PaperBallot(models.Model):
    """One numbered paper. It says how far the paper is, and neither what is marked on it nor whose
    it is.

    `holder` is a hash under the poll's key of the elector to whom it was handed, so that nobody
    holds two at once; the elector stands beside it, sealed under that key.
    """

    class State(models.TextChoices):
        PRINTED = "printed", _("Not handed out")
        HANDED = "handed", _("Handed out")
        TYPED = "typed", _("Typed once")
        DIFFERS = "differs", _("Typed twice, not alike")
        COUNTED = "counted", _("To be counted")
        SPOILED = "spoiled", _("Spoiled")

    class Spoiled(models.TextChoices):
        """Why a paper has no vote to count."""

        UNCLEAR = "unclear", _("What is meant cannot be told")
        TOO_MUCH = "too-much", _("More is marked than is allowed")
        NAMED = "named", _("It says whose it is")
        DAMAGED = "damaged", _("It is torn or cannot be read")
        REPLACED = "replaced", _("It was handed back or lost, and another was given")

    batch = models.ForeignKey(PaperBatch, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PRINTED)
    spoiled_because = models.CharField(max_length=10, choices=Spoiled, blank=True)
    handed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    holder = models.BinaryField(max_length=32, null=True)
    holder_nonce = models.BinaryField(max_length=12, null=True)
    holder_sealed = models.BinaryField(null=True)

    objects = PaperBallotQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_paper_per_number"),
            models.UniqueConstraint(fields=["holder"], name="one_paper_per_elector_per_poll"),
            models.CheckConstraint(
                condition=Q(state="spoiled") ^ Q(spoiled_because=""),
                name="a_spoiled_paper_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch.number}-{self.number:04}"

    @property
    def council_id(self) -> int:
        return self.batch.council_id

    @property
    def which(self) -> PaperNumber:
        """Its batch and its number, as they stand in its serial number."""
        return PaperNumber(self.batch.number, self.number)

    @property
    def differs(self) -> bool:
        return self.state == self.State.DIFFERS

    @property
    def is_settled(self) -> bool:
        return self.state in (self.State.COUNTED, self.State.SPOILED)


class PaperEntry(models.Model):
    """What one person typed from a paper, sealed under the poll's key: the first, the second, or,
    where these differ, the third, which settles it.
    """

    paper = models.ForeignKey(PaperBallot, on_delete=models.CASCADE, related_name="entries")
    turn = models.PositiveSmallIntegerField()
    typed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    nonce = models.BinaryField(max_length=12)
    ciphertext = models.BinaryField()

    class Meta:
        ordering = ["turn"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "turn"], name="one_entry_per_paper_and_turn"),
            models.UniqueConstraint(
                fields=["paper", "typed_by"],
                condition=Q(turn__lt=3),
                name="two_people_type_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(turn__gte=1, turn__lte=3), name="a_paper_is_typed_three_times_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"Typed from {self.paper}"


class HelpedVote(models.Model):
    """That somebody at a desk helped to vote: who helped, in which vote and on which day. Whom, and
    what was chosen, stands nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="helped_votes")
    helper = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField()
    is_over = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"A vote helped on {self.on}"
