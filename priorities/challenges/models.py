"""Challenges to the provisional result of a poll."""

from typing import Self

from django.db import models
from django.db.models import Q

from participation.models import Council, User
from priorities.polls.models import Poll

LONGEST = 2000  # characters


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    """Challenges by how far they are, and whose they are."""

    def open(self) -> Self:
        """Neither answered nor withdrawn: the result waits for them."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def of(self, council: Council) -> Self:
        return self.filter(poll__round__council=council)

    def made_by_the_same(self, user: User | None, mark: bytes | None) -> Self:
        """Those of one account, or of one code where there is no account."""
        return self.filter(made_by=user) if user else self.filter(mark=mark)


class Challenge(models.Model):
    """What somebody says is wrong with a provisional result, by their account or by the code of
    their vote or letter; and what the council answers in public. The name of whoever made it is on
    no page.

    `mark` is a hash of the code of a vote that nobody can make without it, so it leads to no vote;
    or of a letter's, under the poll's key, so it leads to no letter once the result is final.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="challenges")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    mark = models.BinaryField(max_length=32, null=True)
    reason = models.TextField(max_length=LONGEST)
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(
        null=True, help_text="When an officer had looked whether the reason names anybody."
    )
    is_reason_public = models.BooleanField(default=False)
    answer = models.TextField(blank=True, max_length=LONGEST)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_challenge_has_a_reason"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & ~Q(answered_at=None)),
                name="an_answered_challenge_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(withdrawn_at=None),
                name="a_challenge_is_answered_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(is_reason_public=False) | ~Q(checked_at=None),
                name="a_public_reason_was_checked",
            ),
            models.UniqueConstraint(
                fields=["poll", "made_by"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="one_open_challenge_per_account_and_poll",
            ),
            models.UniqueConstraint(
                fields=["poll", "mark"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="one_open_challenge_per_code_and_poll",
            ),
        ]

    def __str__(self) -> str:
        return f"A challenge to {self.poll}"

    @property
    def council_id(self) -> int:
        return self.poll.council_id

    @property
    def is_open(self) -> bool:
        """Neither answered nor withdrawn."""
        return self.answered_at is None and self.withdrawn_at is None
