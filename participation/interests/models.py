"""Interests: what somebody with a role here has to do with an organisation, a service or a
sector.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from participation.councils.models import Council
from participation.people.models import User
from participation.services.models import Organisation, Sector, Service

LONGEST = 300


class InterestQuerySet(models.QuerySet["Interest"]):
    """Interests by whether they stand, and what they touch."""

    def of(self, council: Council) -> Self:
        return self.filter(council=council)

    def standing(self) -> Self:
        """Declared, and not ended."""
        return self.filter(ended_at=None)

    def standing_at(self, at: datetime) -> Self:
        """Those that somebody had at that time, whenever they declared them."""
        ended = Q(ended_at=None) | Q(ended_at__gt=at)
        return self.filter(ended, since_on__lte=localdate(at))

    def in_services(self, services: models.QuerySet[Service]) -> Self:
        """Those in one of these services, or in an organisation that runs one."""
        runs = Q(organisation__in=services.exclude(organisation=None).values("organisation"))
        return self.filter(Q(service__in=services.values("pk")) | runs)


class Interest(models.Model):
    """What somebody declares, in one sentence of theirs, about one organisation, service or sector.
    Everybody can read it, for a year after it has ended too.
    """

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="interests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="interests")
    what = models.CharField(max_length=LONGEST)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="interests"
    )
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, related_name="interests"
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.CASCADE, null=True, related_name="interests"
    )
    since_on = models.DateField()
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(organisation__isnull=False, service=None, sector=None)
                    | Q(organisation=None, service__isnull=False, sector=None)
                    | Q(organisation=None, service=None, sector__isnull=False)
                ),
                name="an_interest_is_in_one_thing",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="an_interest_says_what_it_is"),
        ]

    def __str__(self) -> str:
        return f"{self.what} · {self.where}"

    @property
    def where(self) -> str:
        """The name of what it is in."""
        return str(self.organisation or self.service or self.sector)

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None
