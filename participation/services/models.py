"""Sectors, the organisations that work in them, and the services people use: care homes and
surgeries by name.
"""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopservices.texts import Text
from participation.councils.models import Council
from participation.engines.registers import BETWEEN_KINDS
from participation.places.models import Area


class Sector(models.Model):
    """A field of local service, as in adults' residential care. Sectors are data: any local service
    can join.
    """

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="sectors")
    slug = models.SlugField()
    name = models.CharField(max_length=80)
    name_cy = models.CharField(
        max_length=80, blank=True, db_default="", help_text="In Welsh; empty: not known."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="one_sector_per_slug")
        ]

    def __str__(self) -> str:
        return str(self.names)

    @property
    def names(self) -> Text:
        """What it is called in each language."""
        return Text(self.name, self.name_cy)


class Organisation(models.Model):
    """A provider, a community group, an NHS body or the council itself, with its identifier and
    whose scheme it is.
    """

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("Provider")
        COMMUNITY = "community", _("Community organisation")
        NHS = "nhs", _("NHS body")
        COUNCIL = "council", _("Council")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="organisations")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    scheme = models.CharField(
        max_length=30, blank=True, help_text="As in org-id.guide: GB-COH, GB-NHS, 360G."
    )
    identifier = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], name="one_organisation_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    """Services by whether there still are such."""

    def on_register(self) -> Self:
        """Those that their register still had when it was last taken."""
        return self.filter(left_on=None)

    def of_kind(self, kind: str) -> Self:
        """Those that are of a kind, whatever else they are."""
        alone, first = Q(kind=kind), Q(kind__startswith=f"{kind}{BETWEEN_KINDS}")
        last = Q(kind__endswith=f"{BETWEEN_KINDS}{kind}")
        amid = Q(kind__contains=f"{BETWEEN_KINDS}{kind}{BETWEEN_KINDS}")
        return self.filter(alone | first | last | amid)


class Service(models.Model):
    """One care home or one surgery, by the id its regulator knows it by."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="services")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="services")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="services"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="services")
    scheme = models.CharField(max_length=10, help_text="Whose id it is: CQC, CI, ODS, URN, ORUK.")
    registered_id = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=300, help_text="Of several: with “; ” between them.")
    postcode = models.CharField(max_length=8)
    places = models.PositiveIntegerField(null=True, help_text="How many people it has room for.")
    registered_on = models.DateField(null=True)
    left_on = models.DateField(null=True, help_text="When its register had it no more.")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "scheme", "registered_id"], name="one_service_per_registered_id"
            )
        ]

    def __str__(self) -> str:
        return self.name
