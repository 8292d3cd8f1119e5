"""Claims: that somebody uses a service or cares for somebody who does, until it is withdrawn or
runs out.
"""

from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participation.councils.models import Council
from participation.memberships.models import Membership
from participation.people.models import Role, User
from participation.people.permissions import Permission, councils_where
from participation.services.models import Service

LONGEST_NAME = 120
KINDS = (
    (Role.SERVICE_USER, _("I use this service")),
    (Role.CARER, _("I care, unpaid, for somebody who uses it")),
)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by how far they are, and who may know of them."""

    def of(self, council: Council) -> Self:
        return self.filter(council=council)

    def waiting(self, at: datetime) -> Self:
        """Neither confirmed nor refused, and not run out."""
        return self.filter(confirmed_at=None, refused_at=None, expires_at__gt=at)

    def over(self, at: datetime) -> Self:
        return self.filter(expires_at__lte=at)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those that somebody is asked to confirm: as an officer, what the council is asked; as
        whoever speaks for a provider, what its services are; nobody their own.
        """
        here = councils_where(user, Permission.CONFIRM_CLAIMS)
        if not isinstance(user, User) or not here:
            return self.none()
        theirs = user.memberships.filter(role=Role.PROVIDER).values("organisation")
        officers = {council for council, role in user.roles if role == Role.OFFICER}
        of_council = Q(asked_of=Claim.Confirmer.COUNCIL, council__in=officers)
        of_services = Q(asked_of=Claim.Confirmer.SERVICE, service__organisation__in=theirs)
        return self.filter(of_council | of_services, council__in=here).exclude(user=user)


class Claim(models.Model):
    """What one person says of one service. Whoever says it chooses who is asked; nobody else sees
    it before it is confirmed. Nothing is kept of why they use it, nor for whom they care.

    Confirmed, it is a role in the council, and ends with it. `known_as` is there for whoever
    confirms, and is emptied when they have.
    """

    class Confirmer(models.TextChoices):
        COUNCIL = "council", _("The council")
        SERVICE = "service", _("The service")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="claims")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="claims")
    role = models.CharField(max_length=12, choices=KINDS)
    asked_of = models.CharField(max_length=10, choices=Confirmer)
    known_as = models.CharField(max_length=LONGEST_NAME, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, null=True, related_name="claim"
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service"], name="one_claim_per_person_and_service"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, membership=None)
                | (~Q(confirmed_at=None) & ~Q(membership=None)),
                name="a_confirmed_claim_is_a_role",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(refused_at=None),
                name="a_claim_is_confirmed_or_refused",
            ),
            models.CheckConstraint(
                condition=Q(known_as="") | Q(confirmed_at=None, refused_at=None),
                name="a_decided_claim_tells_no_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.service}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_refused(self) -> bool:
        return self.refused_at is not None

    @property
    def is_waiting(self) -> bool:
        """Neither confirmed nor refused yet."""
        return not (self.is_confirmed or self.is_refused)

    @property
    def is_of_carer(self) -> bool:
        return self.role == Role.CARER

    @property
    def is_asked_of_service(self) -> bool:
        return self.asked_of == self.Confirmer.SERVICE

    def is_over(self, at: datetime) -> bool:
        return self.expires_at <= at
