"""That accounts were deleted, so that a restore brings none back; and complaints about data."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from participation.councils.models import Council
from participation.people.models import User

LONGEST = 4000  # characters


class AccountDeletion(models.Model):
    """That an account was deleted. `mark` is a keyed hash of its number and of when it was made, so
    that after a restore nobody else's is deleted who got the same number.
    """

    account = models.PositiveBigIntegerField()
    mark = models.CharField(max_length=64)
    keeps_proposals = models.BooleanField(help_text="Without a name; else they went with it.")
    deleted_at = models.DateTimeField()
    noted_at = models.DateTimeField(
        null=True, help_text="When it was written where a restore does not reach; empty until then."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "mark"], name="an_account_is_deleted_once")
        ]

    def __str__(self) -> str:
        return f"Account {self.account}, deleted"


class PrivacyComplaintQuerySet(models.QuerySet["PrivacyComplaint"]):
    """Complaints by whose they are and how far they are."""

    def of(self, council: Council) -> Self:
        return self.filter(council=council)

    def open(self) -> Self:
        return self.filter(answered_at=None)

    def untold(self) -> Self:
        """Answered, and the answer waits to be sent."""
        return self.exclude(answered_at=None).filter(told_at=None)


class PrivacyComplaint(models.Model):
    """What somebody says is wrong with how their data are used, and what the council answers, to
    them alone. The law asks for an answer within a month.
    """

    council = models.ForeignKey(
        Council, on_delete=models.CASCADE, related_name="privacy_complaints"
    )
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(help_text="Where the answer goes.")
    text = models.TextField(max_length=LONGEST)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True, max_length=LONGEST)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="When the answer was sent.")

    objects = PrivacyComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & ~Q(answered_at=None)),
                name="an_answered_complaint_has_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"A complaint of {self.made_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    def is_late(self, on: date) -> bool:
        """Whether its answer was owed before that day."""
        return self.is_open and on > self.due_on
