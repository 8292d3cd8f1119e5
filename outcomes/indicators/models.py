"""Measures: indicators, the releases their figures came in, and the figures."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.models import Council, Sector, User


class Indicator(models.Model):
    """Something measured again and again, which way is better, and whether it is a flow, a stock or
    a survey.
    """

    class Direction(models.TextChoices):
        UP = "up", _("Higher is better")
        DOWN = "down", _("Lower is better")
        NEUTRAL = "neutral", _("Neither is better")

    class Kind(models.TextChoices):
        FLOW = "flow", _("What happened in a period")
        STOCK = "stock", _("How things stood on a day")
        SURVEY = "survey", _("What a sample of people said")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="indicators")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="indicators")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=160)
    unit = models.CharField(max_length=40)
    direction = models.CharField(max_length=7, choices=Direction)
    kind = models.CharField(max_length=6, choices=Kind)
    is_of_people = models.BooleanField(
        default=True, help_text="Small counts of people are hidden; of homes, not."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "key"], name="one_indicator_per_key")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_share(self) -> bool:
        return self.unit.startswith("%")

    @property
    def is_rate(self) -> bool:
        return self.unit.startswith("per ")

    @property
    def is_count(self) -> bool:
        return not self.is_share and not self.is_rate


class Release(models.Model):
    """One import of figures: whose they are, under which licence, and the hash of the file."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="releases")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=120)
    attribution = models.TextField()
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "sha256"], name="one_release_per_file")
        ]

    def __str__(self) -> str:
        return self.title


class ObservationQuerySet(models.QuerySet["Observation"]):
    """Figures by place and in time."""

    def of_place(self, code: str) -> Self:
        return self.filter(place_code=code)

    def in_time(self) -> Self:
        return self.order_by("period_starts_on")


class Observation(models.Model):
    """One figure: of one place, in one period. A later release that states it again replaces it.

    `numerator` is known where the source tells how many a rate is of, `denominator` where it tells
    of how many a share.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="observations")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="observations")
    place_code = models.CharField(max_length=9)
    place_name = models.CharField(max_length=120)
    period = models.CharField(
        max_length=30, help_text="As the source writes it: Nov 2023, 2022-23."
    )
    period_starts_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place_code", "period_starts_on"],
                name="one_observation_per_place_and_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_name}, {self.period}: {self.value}"


class Marker(models.Model):
    """Something agreed that is drawn on a chart, with its reason."""

    class Kind(models.TextChoices):
        TARGET = "target", _("Target")
        REBASE = "rebase", _("Limits start again")
        BREAK = "break", _("The figures changed their meaning")
        NOTE = "note", _("Note")

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="markers")
    kind = models.CharField(max_length=6, choices=Kind)
    on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_marker_has_a_reason"),
            models.CheckConstraint(
                condition=~models.Q(kind="target") | ~models.Q(value=None),
                name="a_target_has_a_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"
