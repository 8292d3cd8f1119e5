"""For how long a reason to hide a proposal stands at a council."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from coopservices.sentences import Sentence
from coopservices.texts import InBoth, Text
from participation.models import Council
from priorities.engines.moderation_reasons import REASONS

LONGEST_REASON = 150
BEFOREHAND = timedelta(days=1)
"""For so long a reason is published before anything is hidden for it."""


class CouncilReason(models.Model):
    """For how long a reason stands at a council: one of its own words, or one of the platform's by
    its code. A reason of the platform of which a council has no row stands since the start. A row
    is never changed but for its end, and one that was used is never deleted.
    """

    council = models.ForeignKey(
        Council, on_delete=models.CASCADE, related_name="moderation_reasons"
    )
    code = models.CharField(
        max_length=10, blank=True, help_text="The platform's; empty: own words."
    )
    words_en = models.CharField(max_length=LONGEST_REASON, blank=True)
    words_cy = models.CharField(max_length=LONGEST_REASON, blank=True)
    published_at = models.DateTimeField(null=True, help_text="Null: since the start.")
    ended_at = models.DateTimeField(null=True)

    words = InBoth()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(code="") & Q(words_en="", words_cy=""))
                | (Q(code="", published_at__isnull=False) & ~Q(words_en="")),
                name="a_reason_is_the_platforms_or_in_own_words",
            ),
            models.UniqueConstraint(
                fields=["council", "code"],
                condition=Q(ended_at=None) & ~Q(code=""),
                name="a_reason_of_the_platform_stands_once_at_a_council",
            ),
        ]

    def __str__(self) -> str:
        return str(self.because)

    @property
    def because(self) -> Sentence | Text:
        """The reason in words."""
        return REASONS[self.code].words if self.code else self.words

    @property
    def key(self) -> str:
        """What a form calls it."""
        return self.code or f"own-{self.pk}"

    @property
    def always_stands(self) -> bool:
        """Whether the law or somebody's safety asks for it."""
        return bool(self.code) and REASONS[self.code].always_stands

    @property
    def usable_from(self) -> datetime | None:
        """From when something may be hidden for it; None: it always could be."""
        return self.published_at and self.published_at + BEFOREHAND

    def is_usable(self, at: datetime) -> bool:
        """Whether something may be hidden for it: it stands, and was published long enough."""
        has_ended = self.ended_at is not None and self.ended_at <= at
        return not has_ended and (self.usable_from is None or self.usable_from <= at)
