"""Electors: one entitlement to vote each, known by a random id and never by the
person's own key.
"""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from participation.councils.models import Council
from participation.places.models import Area


class Method(models.TextChoices):
    """By what an entitlement was shown."""

    ACCOUNT = "account", _("An account with a confirmed e-mail address")
    CODE = "code", _("A code that the council sent")
    DESK = "desk", _("Who they are, shown at a desk")
    REGISTER = "register", _("A place on the council's register")


class Elector(models.Model):
    """One entitlement to vote.

    `entry` is a keyed hash of what it was first shown by, so that a mailbox, a register entry or a
    code binds to one elector at most and nobody who reads the database can tell whose it is. `mac`
    is a keyed hash of the whole row, checked when a ballot is cast and again at the count: somebody
    who can only write to the database can neither mint electors nor move them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="electors")
    proofs = models.CharField(max_length=100, help_text="What was shown, as in email+postcode.")
    method = models.CharField(max_length=10, choices=Method)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="electors")
    constituency = models.CharField(
        max_length=20, blank=True, help_text="Electors counted separately; empty in one pool."
    )
    poll = models.UUIDField(
        null=True, help_text="The one poll that it is for; empty, any poll of the council."
    )
    entry = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "entry"], name="one_elector_per_entry")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Binding(models.Model):
    """What leads to an elector: an account, one of its mailboxes, an identity at the council's
    provider, or who somebody is. All that ever led to one go on doing so, so neither a new address
    nor a second account makes a second elector.

    `entry` is a keyed hash of what leads there, and `mac` one of entry and elector, so
    that nobody who can only write to the database can lead an account to another elector.
    """

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="bindings")
    entry = models.BinaryField(max_length=32)
    elector = models.ForeignKey(Elector, on_delete=models.CASCADE, related_name="bindings")
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "entry"], name="one_elector_per_account_or_mailbox"
            )
        ]

    def __str__(self) -> str:
        return str(self.elector_id)
