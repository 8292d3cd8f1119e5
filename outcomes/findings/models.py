"""A finding: what people said, in one sentence, with numbers; and the council's answer with its
reason.
"""

from datetime import date, timedelta
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from coopservices.texts import InBoth
from participation.models import Council, User
from priorities.models import Option, Proposal, Round

DAYS_TO_ANSWER = 28


class Answer(models.TextChoices):
    """What the council says to a finding. "Can't" is an answer; silence is not."""

    NOT_YET = "not_yet", _("Not decided yet")
    WILL = "will", _("We will")
    PARTLY = "partly", _("We will do part of it")
    CANNOT = "cannot", _("We can't")


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings by whether they were answered."""

    def of(self, council: Council) -> Self:
        return self.filter(round__council=council)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of published rounds, which everybody may read, but for what may quote something
        that a moderator has hidden.
        """
        return (
            self.apart_from_hidden()
            .exclude(round__published_at=None)
            .select_related("round__council", "round__sector")
        )

    def apart_from_hidden(self) -> Self:
        """Without those about a proposal that a moderator has hidden: they may quote it."""
        return self.filter(Q(proposal=None) | Q(proposal__hidden_at=None))

    def unanswered(self) -> Self:
        return self.filter(answer=Answer.NOT_YET)

    def answered(self) -> Self:
        return self.exclude(answer=Answer.NOT_YET)

    def calling_for_commitment(self) -> Self:
        return self.filter(answer__in=[Answer.WILL, Answer.PARTLY])

    def oldest_first(self) -> Self:
        return self.order_by("recorded_at", "pk")


class Finding(models.Model):
    """We heard, and what we say to it. `people` of `out_of` chose it in a poll; small counts are
    protected when shown.

    Where nobody counted, as with a proposal that was never voted on, both are 0.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="findings")
    option = models.OneToOneField(
        Option, on_delete=models.PROTECT, null=True, related_name="finding"
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, related_name="findings"
    )
    we_heard_en = models.CharField(max_length=300)
    we_heard_cy = models.CharField(max_length=300, blank=True)
    people = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.NOT_YET)
    reason_en = models.TextField(blank=True)
    reason_cy = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    put_off_at = models.DateTimeField(
        null=True, help_text="When it was last said that it is not decided yet."
    )
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    we_heard = InBoth()
    reason = InBoth()

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="not_yet") | (~Q(reason_en="") & ~Q(answered_at=None)),
                name="an_answer_carries_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(people__lte=models.F("out_of")), name="no_more_people_than_took_part"
            ),
            models.UniqueConstraint(
                fields=["round", "proposal"],
                condition=Q(option=None),
                name="one_finding_per_proposal_not_voted_on",
            ),
        ]

    def __str__(self) -> str:
        return str(self.we_heard)

    @property
    def council_id(self) -> int:
        return self.round.council_id

    @property
    def is_hidden(self) -> bool:
        """Whether it is about a proposal that a moderator has hidden. Ask for it with its
        proposal.
        """
        return self.proposal is not None and self.proposal.is_hidden

    @property
    def is_answered(self) -> bool:
        return self.answer != Answer.NOT_YET

    @property
    def calls_for_commitment(self) -> bool:
        return self.answer in (Answer.WILL, Answer.PARTLY)

    @property
    def due_on(self) -> date:
        return localdate(self.recorded_at) + timedelta(days=DAYS_TO_ANSWER)
