"""Invitations: a role in a council that is offered to an e-mail address, until it is taken."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from participation.councils.models import Council
from participation.people.models import Role, User
from participation.services.models import Organisation, Service


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations that read as sentences."""

    def of(self, council: Council) -> "InvitationQuerySet":
        return self.filter(council=council)

    def valid(self, at: datetime) -> "InvitationQuerySet":
        return self.filter(expires_at__gt=at)

    def unsent(self) -> "InvitationQuerySet":
        return self.filter(sent_at=None)


class Invitation(models.Model):
    """A role that waits for whoever has this address. Taken or withdrawn, it is deleted: what is
    kept of it then is the audit's entry, without the address.
    """

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role)
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text="Empty while the e-mail waits to be sent.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "email", "role"],
                condition=Q(service=None, organisation=None),
                name="one_invitation_per_address_and_role",
            ),
            models.UniqueConstraint(
                fields=["council", "email", "role", "service"],
                condition=Q(organisation=None),
                name="one_invitation_per_address_role_and_service",
            ),
            models.UniqueConstraint(
                fields=["council", "email", "role", "organisation"],
                condition=Q(service=None),
                name="one_invitation_per_address_role_and_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    def is_over(self, at: datetime) -> bool:
        return self.expires_at <= at
