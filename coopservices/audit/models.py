"""The entries of the audit, which the database refuses to change, delete or empty; and when the
chain was checked.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from coopservices.audit.chain import Why


def kind_of(subject: models.Model | type[models.Model]) -> str:
    """The code of a thing's kind, as in "outcomes.Finding"."""
    return str(subject._meta.label)  # noqa: SLF001 (Django's public name for it)


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Questions asked of the audit."""

    def of_council(self, council_id: int) -> Self:
        return self.filter(council_id=council_id)

    def by(self, actor_id: int) -> Self:
        return self.filter(actor_id=actor_id)

    def about(self, subject: models.Model) -> Self:
        """What was done to a thing, and who looked at it."""
        return self.filter(subject_type=kind_of(subject), subject_id=str(subject.pk))

    def oldest_first(self) -> Self:
        return self.order_by("n")

    def newest_first(self) -> Self:
        return self.order_by("-n")


class AuditEntry(models.Model):
    """One act, or one look at what is sensitive. It holds codes and ids: no name, no address,
    nothing that anybody wrote.

    There are no foreign keys, so that an account can be deleted and the chain still holds. `at` is
    when the act was done by its door's clock; the order is that of `n`. `role` is all roles of the
    actor in the council at that moment, joined by "+".
    """

    n = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=160, blank=True)
    council_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40, blank=True)
    details = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        managed = False  # its migration made it; `flush` leaves it alone, and nothing remakes it
        verbose_name_plural = "audit entries"
        constraints = [
            models.UniqueConstraint(
                fields=["previous_hash"], name="one_audit_entry_follows_another"
            ),
        ]
        indexes = [
            models.Index(fields=["council_id", "n"], name="audit_of_a_council"),
            models.Index(fields=["actor_id", "n"], name="audit_of_an_actor"),
            models.Index(fields=["council_id", "act", "n"], name="audit_of_an_act"),
            models.Index(fields=["subject_type", "subject_id", "n"], name="audit_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.n} {self.act}"


class AuditCheckQuerySet(models.QuerySet["AuditCheck"]):
    """Checks by how far they are, and what they found."""

    def waiting(self) -> Self:
        return self.filter(checked_at=None)

    def done(self) -> Self:
        return self.exclude(checked_at=None)

    def held(self) -> Self:
        """Those that found nothing wrong."""
        return self.done().filter(fault_why="")

    def newest_first(self) -> Self:
        return self.order_by("-checked_at", "-pk")


class AuditCheck(models.Model):
    """The whole chain read once, and what was found: so many entries that hold from the first on,
    the hash of the last of them, and the first that does not.
    """

    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, help_text="Empty while it waits to be done.")
    entries = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    fault_n = models.PositiveBigIntegerField(null=True)
    fault_why = models.CharField(
        max_length=8,
        blank=True,
        choices=[(why, why) for why in Why],
        help_text="See docs/audit.md.",
    )

    objects = AuditCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fault_n=None, fault_why="") | ~Q(fault_n=None) & ~Q(fault_why=""),
                name="a_fault_of_the_audit_says_where_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"The audit, checked {self.checked_at}"

    @property
    def holds(self) -> bool:
        """It was done, and found nothing wrong."""
        return self.checked_at is not None and not self.fault_why
