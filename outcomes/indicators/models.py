"""Measures: indicators, the releases their figures came in, and the figures."""

from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopservices.documents import read
from coopservices.languages import say
from coopservices.sentences import Sentence
from coopservices.texts import InBoth
from outcomes.engines.disclosure.protected_counts import FEWEST_TO_SHOW
from participation.models import Council, Sector, User

MOST_HIDDEN = 100  # people: to hide more would hide whole services


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
    name_en = models.CharField(max_length=160)
    name_cy = models.CharField(max_length=160, blank=True)
    unit_en = models.CharField(max_length=40)
    unit_cy = models.CharField(max_length=40, blank=True)
    counted_en = models.TextField(blank=True, help_text="What is counted, and what is not.")
    counted_cy = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="Who publishes its figures.")
    licence = models.CharField(max_length=120, blank=True, help_text="That they are under.")
    direction = models.CharField(max_length=7, choices=Direction)
    kind = models.CharField(max_length=6, choices=Kind)
    is_of_people = models.BooleanField(
        default=True, help_text="Small counts of people are hidden; of homes, not."
    )
    fewest_shown = models.PositiveSmallIntegerField(
        default=FEWEST_TO_SHOW, help_text="The smallest count of people that is shown."
    )
    position = models.PositiveSmallIntegerField(default=0)

    name = InBoth()
    unit = InBoth()
    counted = InBoth()

    class Meta:
        ordering = ["position", "name_en"]
        constraints = [
            models.UniqueConstraint(fields=["council", "key"], name="one_indicator_per_key"),
            models.CheckConstraint(
                condition=models.Q(fewest_shown__gte=FEWEST_TO_SHOW),
                name="a_measure_hides_the_smallest_counts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_share(self) -> bool:
        return self.unit_en.startswith("%")

    @property
    def is_rate(self) -> bool:
        return self.unit_en.startswith("per ")

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
    reason_en = models.TextField()
    reason_cy = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    reason = InBoth()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason_en=""), name="a_marker_has_a_reason"),
            models.CheckConstraint(
                condition=~models.Q(kind="target") | ~models.Q(value=None),
                name="a_target_has_a_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"


class FiguresFile(models.Model):
    """A file of figures. None of them is shown before an officer has seen what it would change, and
    takes it; then it is a release, and the file itself goes.

    `found` holds what was read in it, for the officer to look at: see `faults` and `changes`.
    """

    class State(models.TextChoices):
        READ = "read", _("Read: waits for you to take it")
        FAULTY = "faulty", _("Refused: something in it is wrong")
        TAKEN = "taken", _("Taken")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="figures_files")
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=120)
    attribution = models.TextField(blank=True)
    file_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, help_text="Of the file, in hex.")
    content = models.BinaryField(help_text="The file as it came, while it waits; then empty.")
    state = models.CharField(max_length=6, choices=State)
    rows = models.PositiveIntegerField(default=0, help_text="That were read.")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of all it would change.")
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    release = models.OneToOneField(
        Release, on_delete=models.SET_NULL, null=True, related_name="file"
    )

    class Meta:
        ordering = ["-sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.sent_at:%Y-%m-%d}"

    @property
    def is_read(self) -> bool:
        """It holds, and waits for an officer."""
        return self.state == self.State.READ

    @property
    def is_faulty(self) -> bool:
        return self.state == self.State.FAULTY

    @property
    def is_taken(self) -> bool:
        return self.state == self.State.TAKEN

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed)

    @property
    def faults(self) -> list[tuple[int, str]]:
        """Rows, 0 for the whole file, and what is wrong with each: the first of them."""
        return [(row, say(read(Sentence, words))) for row, words in self.found.get("faults", [])]

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What is new or differs, the first of them: the measure by its key, the place, the period,
        the figure before ("" where it is new) and after.
        """
        names = ("measure", "place", "period", "before", "after")
        return [dict(zip(names, each, strict=True)) for each in self.found.get("changes", [])]
