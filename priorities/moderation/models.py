"""Reports of proposals, what moderators decided, and appeals."""

from typing import Self

from django.db import models
from django.db.models import Q

from coopservices.sentences import Sentence
from coopservices.texts import Text
from participation.models import Council, User
from priorities.engines.moderation_reasons import REASONS
from priorities.moderation_reasons.models import CouncilReason
from priorities.proposals.models import Proposal

LONGEST = 1000  # characters

_ONE_REASON = (~Q(reason="") & Q(own_reason=None)) | Q(reason="", own_reason__isnull=False)


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports by whether somebody has looked at them."""

    def of(self, council: Council) -> Self:
        return self.filter(proposal__round__council=council)

    def waiting(self) -> Self:
        return self.filter(decision=None)


class Report(models.Model):
    """What a reader says is wrong with a proposal. Nobody but the database knows who it was: a
    moderator reads the reason and the words.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reports")
    reported_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, blank=True, help_text="One of the platform's.")
    own_reason = models.ForeignKey(
        CouncilReason, on_delete=models.RESTRICT, null=True, related_name="+"
    )
    words = models.TextField(max_length=LONGEST, blank=True)
    reported_at = models.DateTimeField()
    decision = models.ForeignKey(
        "ModerationDecision", on_delete=models.CASCADE, null=True, related_name="reports"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["reported_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "reported_by"],
                condition=Q(decision=None),
                name="one_waiting_report_per_reader_and_proposal",
            ),
            models.CheckConstraint(condition=_ONE_REASON, name="a_report_has_one_reason"),
        ]

    def __str__(self) -> str:
        return f"A report of {self.proposal}"

    @property
    def because(self) -> Sentence | Text:
        """The reason in words."""
        return self.own_reason.words if self.own_reason else REASONS[self.reason].words


class DecisionQuerySet(models.QuerySet["ModerationDecision"]):
    """Decisions by what has come of them."""

    def of(self, council: Council) -> Self:
        return self.filter(proposal__round__council=council)

    def appealed(self) -> Self:
        """Those whose appeal waits for another moderator."""
        return self.exclude(appealed_at=None).filter(appeal_answered_at=None)

    def untold(self) -> Self:
        """Those of which an author is to be told by e-mail and was not yet."""
        return self.filter(hides=True, author_told_at=None).exclude(proposal__author=None)


class ModerationDecision(models.Model):
    """What a moderator decided about a proposal: to hide it, with a reason that the council
    has published, or to leave it; and what another one answered to its author's appeal.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="decisions")
    hides = models.BooleanField()
    reason = models.CharField(max_length=10, blank=True, help_text="One of the platform's.")
    own_reason = models.ForeignKey(
        CouncilReason, on_delete=models.RESTRICT, null=True, related_name="+"
    )
    words = models.TextField(max_length=LONGEST, blank=True, help_text="For the author.")
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    author_told_at = models.DateTimeField(null=True)
    appeal = models.TextField(max_length=LONGEST, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_answer = models.TextField(max_length=LONGEST, blank=True)
    appeal_answered_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    appeal_answered_at = models.DateTimeField(null=True)
    is_upheld = models.BooleanField(null=True, help_text="After an appeal: it stays hidden.")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hides=False, reason="", own_reason=None)
                | Q(hides=True) & ~Q(words="") & _ONE_REASON,
                name="what_is_hidden_has_one_reason_and_words",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at=None) | Q(hides=True),
                name="only_hiding_is_appealed",
            ),
            models.CheckConstraint(
                condition=Q(appeal_answered_at=None, is_upheld=None)
                | (Q(appeal_answered_at__isnull=False) & Q(is_upheld__isnull=False)),
                name="an_answered_appeal_says_whether_it_stays_hidden",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Hidden' if self.hides else 'Left'}: {self.proposal}"

    @property
    def council_id(self) -> int:
        return self.proposal.round.council_id

    @property
    def because(self) -> Sentence | Text:
        """The reason in words."""
        return self.own_reason.words if self.own_reason else REASONS[self.reason].words

    @property
    def may_be_appealed(self) -> bool:
        return self.hides and self.appealed_at is None

    @property
    def is_appeal_waiting(self) -> bool:
        return self.appealed_at is not None and self.appeal_answered_at is None
