"""A round: one process on one question, with dated phases that each open certain acts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopservices.texts import InBoth
from participation.models import Area, Council, Sector, Service, User


class Act(StrEnum):
    """What a phase may let people do, by its code."""

    PROPOSE = "propose"
    VOTE = "vote"


@dataclass(frozen=True)
class ActWords:
    """What a phase that opens an act is called, and what an officer is asked for its dates."""

    phase: Promise
    first_day: Promise
    ask_first_day: Promise
    last_day: Promise
    ask_last_day: Promise


# The acts in the order in which a round opens them, each in a phase of its own. A further act is
# an entry here, and the permission that asks whether it is open.
ACTS: dict[Act, ActWords] = {
    Act.PROPOSE: ActWords(
        phase=_("Share ideas"),
        first_day=_("First day to propose"),
        ask_first_day=_("Enter the first day to propose, like 27 3 2027"),
        last_day=_("Last day to propose"),
        ask_last_day=_("Enter the last day to propose, like 27 3 2027"),
    ),
    Act.VOTE: ActWords(
        phase=_("Vote"),
        first_day=_("First day to vote"),
        ask_first_day=_("Enter the first day to vote, like 27 3 2027"),
        last_day=_("Last day to vote"),
        ask_last_day=_("Enter the last day to vote, like 27 3 2027"),
    ),
}


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds by council, by who may see them and by what is open."""

    def of(self, council: Council) -> Self:
        return self.filter(council=council)

    def published(self) -> Self:
        return self.exclude(published_at=None)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is published: everybody may read it."""
        return self.published()

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def with_phases(self) -> Self:
        return self.select_related("sector", "council").prefetch_related("phases__acts")


class Round(models.Model):
    """One question put to a place: about which services, what can change, who decides
    and by when.
    """

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="rounds")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="rounds")
    slug = models.SlugField(max_length=80)
    title_en = models.CharField(max_length=120)
    title_cy = models.CharField(max_length=120, blank=True)
    question_en = models.CharField(max_length=200)
    question_cy = models.CharField(max_length=200, blank=True)
    summary_en = models.TextField()
    summary_cy = models.TextField(blank=True)
    what_can_change_en = models.TextField()
    what_can_change_cy = models.TextField(blank=True)
    who_decides_en = models.CharField(max_length=200)
    who_decides_cy = models.CharField(max_length=200, blank=True)
    decided_by_on = models.DateField(help_text="The day by which the council answers.")
    areas = models.ManyToManyField(
        Area, related_name="rounds", blank=True, help_text="Empty: the whole council."
    )
    services = models.ManyToManyField(Service, related_name="rounds", blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    title = InBoth()
    question = InBoth()
    summary = InBoth()
    what_can_change = InBoth()
    who_decides = InBoth()

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="one_round_per_slug")
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def phase_at(self, at: datetime) -> "Phase | None":
        """The phase that is open, or None between phases. Asks no database when the phases are
        already loaded.
        """
        return next((phase for phase in self.phases.all() if phase.is_open(at)), None)

    def opens(self, act: Act, at: datetime) -> bool:
        """Whether an open phase of this round declares the act."""
        return any(phase.is_open(at) and phase.opens(act) for phase in self.phases.all())


class PhaseQuerySet(models.QuerySet["Phase"]):
    """Phases by time and by what they open."""

    def open(self, at: datetime) -> Self:
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def opening(self, act: Act) -> Self:
        return self.filter(acts__act=act)

    def opening_anything(self) -> Self:
        return self.filter(Exists(PhaseAct.objects.filter(phase=OuterRef("pk"))))


class Phase(models.Model):
    """A dated part of a round. Its end is exclusive; what it opens is its own set of acts, not its
    name.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(
        max_length=60, blank=True, help_text="Empty: it is called by the act that it opens."
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="one_phase_per_position"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="a_phase_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Its own name, or in the reader's language that of the act it opens. Asks no database when
        its acts are already loaded.
        """
        return self.name or next(
            (str(words.phase) for act, words in ACTS.items() if self.opens(act)), ""
        )

    @property
    def council_id(self) -> int:
        return self.round.council_id

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    def opens(self, act: Act) -> bool:
        """Whether it declares the act. Asks no database when its acts are already loaded."""
        return any(opened.act == act for opened in self.acts.all())


class PhaseAct(models.Model):
    """An act that a phase opens."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="acts")
    act = models.CharField(max_length=20)

    class Meta:
        ordering = ["act"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "act"], name="one_opening_per_phase_and_act")
        ]

    def __str__(self) -> str:
        return self.act
