"""Areas with the dates between which they are valid, and the postcodes that lie in them."""

import re
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopservices.texts import Text
from participation.councils.models import Council


def normalise_postcode(text: str) -> str:
    """The postcode in capitals with one space before its last three characters: " m33 6rx " → "M33
    6RX".
    """
    letters = re.sub(r"[^A-Z0-9]", "", text.upper())
    return f"{letters[:-3]} {letters[-3:]}".strip()


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas by kind and by day."""

    def wards(self) -> Self:
        return self.filter(kind=Area.Kind.WARD)

    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day))


class Area(models.Model):
    """A place with a boundary, between two dates: wards change their codes and shapes, and often
    keep their names.
    """

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        WARD = "ward", _("Ward")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="areas")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=9)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True, help_text="In Welsh; empty: not known.")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    boundary = models.JSONField(help_text="A GeoJSON geometry, WGS84.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "code"], name="one_area_per_code"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="an_area_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.names)

    @property
    def names(self) -> Text:
        """What it is called in each language."""
        return Text(self.name, self.name_cy)

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def last_day(self) -> date | None:
        """The last day on which it is valid; None while nobody knows one."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    @property
    def called(self) -> str:
        """Its name; one that has ended says when, for a newer one may have its name."""
        if not self.valid_to:
            return str(self.names)
        return gettext("%(ward)s (until %(year)s)") % {
            "ward": self.names,
            "year": self.valid_to.year,
        }


class Postcode(models.Model):
    """A postcode and the ward it lies in."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="postcodes")
    code = models.CharField(max_length=8)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="postcodes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "code"], name="one_place_per_postcode")
        ]

    def __str__(self) -> str:
        return self.code
