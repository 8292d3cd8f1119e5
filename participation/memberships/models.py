"""Memberships: a role somebody has in a council."""

from django.db import models
from django.db.models import Q

from participation.councils.models import Council
from participation.people.models import Role, User
from participation.places.models import Area
from participation.services.models import Organisation, Service


class Membership(models.Model):
    """A role somebody has in a council: staff also at which service, providers in which
    organisation.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, related_name="memberships")
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="memberships"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "council", "role"],
                condition=Q(service=None, organisation=None),
                name="one_membership_per_role",
            ),
            models.UniqueConstraint(
                fields=["user", "council", "role", "service"],
                name="one_membership_per_role_and_service",
            ),
            models.UniqueConstraint(
                fields=["user", "council", "role", "organisation"],
                name="one_membership_per_role_and_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
