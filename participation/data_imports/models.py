"""Files of public data, where they are from, what they would change, and what became of them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coopservices.languages import say
from coopservices.sentences import Sentence, sentence
from participation.councils.models import Council
from participation.people.models import User
from participation.services.models import Sector

FIELDS: dict[str, Sentence] = {
    "name": sentence("Name"),
    "name_cy": sentence("Name in Welsh"),
    "kind": sentence("Kind"),
    "provider": sentence("Provider"),
    "postcode": sentence("Postcode"),
    "ward": sentence("Ward"),
    "sector": sentence("Sector"),
    "places": sentence("Places"),
    "registered_on": sentence("Registered on"),
    "left_on": sentence("Left the register on"),
    "valid_from": sentence("From"),
    "boundary": sentence("Boundary"),
}


class DataImportQuerySet(models.QuerySet["DataImport"]):
    """Files by what became of them."""

    def for_a_worker(self) -> Self:
        """Those that a worker has to read or to take."""
        return self.filter(state__in=[DataImport.State.READING, DataImport.State.TAKING])


class FieldChange(NamedTuple):
    """A field in words, and what it says before and after."""

    label: str
    before: str
    after: str


class ChangeShown(NamedTuple):
    """A thing that is new, changed or missing, by its key and name."""

    key: str
    name: str
    fields: list[FieldChange]


class DataImport(models.Model):
    """A file of wards, postcodes or services. Nothing of it counts before an officer has seen what
    it would change, and takes it.

    `found` holds what a worker read in it, for the officer to look at: see `DataImport.shown`.
    """

    class Kind(models.TextChoices):
        WARDS = "wards", _("Wards with their boundaries")
        POSTCODES = "postcodes", _("Postcodes")
        SERVICES = "services", _("Services")

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READ = "read", _("Read: waits for you to take it")
        FAULTY = "faulty", _("Refused: something in it is wrong")
        TAKING = "taking", _("Being taken")
        TAKEN = "taken", _("Taken")

    class Licence(models.TextChoices):
        OGL = "ogl-3", _("Open Government Licence v3.0")
        CC_BY = "cc-by-4", _("Creative Commons Attribution 4.0")
        OWN = "own", _("The council's own")
        OTHER = "other", _("Another, which allows us to show it")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="data_imports")
    kind = models.CharField(max_length=10, choices=Kind)
    sector = models.ForeignKey(
        Sector, on_delete=models.CASCADE, null=True, related_name="+", help_text="Of services."
    )
    valid_from = models.DateField(null=True, help_text="Of wards.")
    source = models.CharField(max_length=200, help_text="Who publishes it, and its name there.")
    published_on = models.DateField(null=True)
    licence = models.CharField(max_length=10, choices=Licence)
    address = models.URLField(
        max_length=500,
        blank=True,
        db_default="",
        help_text="Of a feed that is fetched; empty: a file was sent.",
    )
    file_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, help_text="Of the file, in hex.")
    content = models.BinaryField(help_text="The file as it came; empty once it is forgotten.")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    rows = models.PositiveIntegerField(default=0, help_text="That were read.")
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0, help_text="That are stored, and not in it.")
    elsewhere = models.PositiveIntegerField(default=0, help_text="Rows in none of our wards.")
    faulty = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of all it would change.")
    ends_missing = models.BooleanField(default=False, help_text="What is missing is no more.")
    sent_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(help_text="When somebody or a worker went on with it.")

    objects = DataImportQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="services") | Q(sector__isnull=False),
                name="a_file_of_services_has_a_sector",
            ),
            models.CheckConstraint(
                condition=~Q(kind="wards") | Q(valid_from__isnull=False),
                name="a_file_of_wards_has_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.sent_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        """A worker is at it."""
        return self.state in (self.State.READING, self.State.TAKING)

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
        return not (self.new or self.changed or self.missing)

    @property
    def may_end_missing(self) -> bool:
        """What is stored and not in the file can be said to be no more. A postcode stays: people
        have it still.
        """
        return bool(self.missing) and self.kind != self.Kind.POSTCODES

    @property
    def notes(self) -> list[str]:
        """What an officer should know before they take it."""
        return [say(_stored(each)) for each in self.found.get("notes", [])]

    @property
    def faults(self) -> list[tuple[int, str]]:
        """Rows, 0 for the whole file, and what is wrong with each: the first of them."""
        return [(row, say(_stored(words))) for row, words in self.found.get("faults", [])]

    @property
    def new_ones(self) -> list[ChangeShown]:
        return list(self._shown("new"))

    @property
    def changed_ones(self) -> list[ChangeShown]:
        return list(self._shown("changed"))

    @property
    def missing_ones(self) -> list[ChangeShown]:
        return list(self._shown("missing"))

    def _shown(self, which: str) -> Iterator[ChangeShown]:
        """The first of those that are new, changed or missing."""
        for key, name, fields in self.found.get(which, []):
            yield ChangeShown(
                key,
                name,
                [FieldChange(say(FIELDS[each]), *both) for each, both in fields.items()],
            )


def stored(words: Sentence) -> list[Any]:
    """A sentence as JSON, to be said in the language of whoever reads it."""
    values = {name: _as_json(value) for name, value in words.values.items()}
    return [words.text, values, words.plural, words.number]


def _as_json(value: object) -> Any:
    match value:
        case Sentence():
            return stored(value)
        case date():
            return {"day": value.isoformat()}
        case int():
            return value
        case _:
            return str(value)


def _stored(words: list[Any]) -> Sentence:
    text, values, plural, number = words
    return Sentence(text, {name: _of_json(each) for name, each in values.items()}, plural, number)


def _of_json(value: Any) -> object:
    match value:
        case list():
            return _stored(value)
        case {"day": day}:
            return date.fromisoformat(day)
        case _:
            return value
