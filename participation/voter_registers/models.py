"""Registers, each file that was sent for one, and who stands on it: as a keyed hash alone."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopservices.languages import say
from participation.councils.models import Council
from participation.engines.constituencies import CONSTITUENCIES
from participation.engines.voter_registers.columns import COLUMNS, Match, Use
from participation.engines.voter_registers.lines import Fault, words_of
from participation.people.models import User
from participation.places.models import Area

LONGEST_REASON = 500  # characters


class VoterRegister(models.Model):
    """A list of people who may vote, such as the tenants of an estate; it has had one version or
    more.
    """

    class Kind(models.TextChoices):
        BIRTH = Match.BIRTH, _("Surname, postcode and date of birth")
        REFERENCE = Match.REFERENCE, _("Surname, postcode and a reference number")

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="voter_registers")
    name = models.CharField(max_length=80)
    kind = models.CharField(
        max_length=10, choices=Kind, help_text="What somebody shows to be found on it."
    )
    constituency = models.CharField(
        max_length=20, blank=True, help_text="Of which all on it are; empty, of whichever."
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["council", "name"], name="one_register_per_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def people(self) -> str:
        """Whom all on it are counted among, in words; "" if it does not tell."""
        return say(CONSTITUENCIES[self.constituency].label) if self.constituency else ""


class RegisterVersionQuerySet(models.QuerySet["RegisterVersion"]):
    """Versions by what became of them."""

    def in_force(self) -> Self:
        return self.filter(state=RegisterVersion.State.IN_FORCE)

    def under_way(self) -> Self:
        """Those that an officer has not taken or refused yet."""
        return self.filter(state__in=UNDER_WAY)


class RegisterVersion(models.Model):
    """A file that was sent for a register, and what became of it.

    The file itself is kept sealed until its lines are checked, and for an hour at most; then there
    is what was found in it. Its entries count once an officer has taken it, all at the same moment.
    """

    class State(models.TextChoices):
        COLUMNS = "columns", _("Waits for you to say what stands in its columns")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked: waits for you to take it")
        FAULTY = "faulty", _("Refused: some lines are wrong")
        LAPSED = "lapsed", _("Deleted, as it waited for more than an hour")
        IN_FORCE = "in-force", _("In force")
        REPLACED = "replaced", _("Replaced")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    register = models.ForeignKey(VoterRegister, on_delete=models.CASCADE, related_name="versions")
    state = models.CharField(max_length=10, choices=State, default=State.COLUMNS)
    sha256 = models.CharField(max_length=64, help_text="Of the file, in hex.")
    encoding = models.CharField(
        max_length=12, blank=True, help_text="How its text was written; empty for a spreadsheet."
    )
    parts = models.PositiveSmallIntegerField(help_text="Of the sealed file.")
    lines = models.PositiveIntegerField(help_text="People; about so many until they are checked.")
    checked = models.PositiveIntegerField(default=0, help_text="Lines that were looked at.")
    faulty_lines = models.PositiveIntegerField(default=0)
    without_ward = models.PositiveIntegerField(default=0, help_text="People of no known ward.")
    lines_before = models.PositiveIntegerField(
        null=True, help_text="Of the version in force when it was checked."
    )
    kept = models.PositiveIntegerField(default=0, help_text="Lines of that version it has too.")
    run = models.PositiveIntegerField(default=0, help_text="How often its check was begun.")
    touched_at = models.DateTimeField(help_text="When a worker was last heard of.")
    size_reason = models.TextField(
        blank=True, max_length=LONGEST_REASON, help_text="Why its size is so different."
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    objects = RegisterVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register"],
                condition=Q(state="in-force"),
                name="one_version_of_a_register_is_in_force",
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(faulty_lines=0),
                name="a_version_with_faulty_lines_is_never_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.uploaded_at:%Y-%m-%d}"

    @property
    def waits_for_columns(self) -> bool:
        return self.state == self.State.COLUMNS

    @property
    def is_checking(self) -> bool:
        return self.state == self.State.CHECKING

    @property
    def is_checked(self) -> bool:
        """It holds, and waits for an officer."""
        return self.state == self.State.CHECKED

    @property
    def is_faulty(self) -> bool:
        return self.state == self.State.FAULTY

    @property
    def is_lapsed(self) -> bool:
        return self.state == self.State.LAPSED

    @property
    def is_in_force(self) -> bool:
        return self.state == self.State.IN_FORCE

    @property
    def is_windows(self) -> bool:
        """Its letters were read as Windows writes them."""
        return self.encoding == "cp1252"

    @property
    def added(self) -> int:
        """People who were not on the version before."""
        return self.lines - self.kept

    @property
    def gone(self) -> int:
        """People of the version before who are not on this one."""
        return (self.lines_before or 0) - self.kept

    @property
    def differs_in_size(self) -> bool:
        """It is larger or smaller than the version before by more than 2 in 100."""
        before = self.lines_before
        return before is not None and abs(self.lines - before) * 50 > before


UNDER_WAY = (
    RegisterVersion.State.COLUMNS,
    RegisterVersion.State.CHECKING,
    RegisterVersion.State.CHECKED,
    RegisterVersion.State.FAULTY,
    RegisterVersion.State.LAPSED,
)


def uses() -> list[tuple[str, str]]:
    """What a column can be used for, with what an officer reads."""
    return [(use.value, say(column.label)) for use, column in COLUMNS.items()]


class RegisterColumn(models.Model):
    """A column of a file: its heading, the shapes of its first cells, and what it is used for."""

    version = models.ForeignKey(RegisterVersion, on_delete=models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    first_shape = models.CharField(max_length=40, blank=True)
    second_shape = models.CharField(max_length=40, blank=True)
    third_shape = models.CharField(max_length=40, blank=True)
    use = models.CharField(max_length=10, choices=uses, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_column_per_position"),
            models.UniqueConstraint(
                fields=["version", "use"],
                condition=~Q(use=""),
                name="one_column_per_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shapes(self) -> list[str]:
        """Of its first three cells."""
        return [self.first_shape, self.second_shape, self.third_shape]

    @property
    def is_used_as(self) -> str:
        """What it is used for, in words; "" for nothing."""
        return say(COLUMNS[Use(self.use)].label) if self.use else ""


class SealedPart(models.Model):
    """A part of a file that waits to be checked, sealed under a key outside the database."""

    version = models.ForeignKey(
        RegisterVersion, on_delete=models.CASCADE, related_name="sealed_parts"
    )
    position = models.PositiveSmallIntegerField()
    nonce = models.BinaryField(max_length=12)
    ciphertext = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_part_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.position}"


class RegisterFault(models.Model):
    """What is wrong with a line of a file, by its number, and never what stands in it."""

    version = models.ForeignKey(RegisterVersion, on_delete=models.CASCADE, related_name="faults")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Fault])
    other_line = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.kind}"

    @property
    def words(self) -> str:
        """What is wrong, for the officer."""
        return say(words_of(Fault(self.kind), self.other_line))


class RegisterEntry(models.Model):
    """Somebody on a version of a register.

    `entry` is the keyed hash by which they are found, `person` that by which a desk knows them,
    where a register of reference numbers tells dates of birth too, and `mac` one of all that stands
    here, so that nobody who can only write to the database can add themselves.
    """

    version = models.ForeignKey(RegisterVersion, on_delete=models.CASCADE, related_name="entries")
    entry = models.BinaryField(max_length=32)
    person = models.BinaryField(max_length=32, null=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    mac = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "entry"], name="nobody_is_listed_twice")
        ]

    def __str__(self) -> str:
        return str(self.pk)
