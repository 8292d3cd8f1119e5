"""Checking the lines of a register's file, in a worker: nothing of it is in force yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django.views.decorators.debug import sensitive_variables

from participation.electors.queries import eligibility_key, numbered_entry, person_entry
from participation.engines.eligibility import listed_mac
from participation.engines.tables import FileUnreadable, Row, read_table, text_of
from participation.engines.voter_registers.columns import Match
from participation.engines.voter_registers.lines import Fault, Listed, read_line
from participation.engines.voter_registers.sealed_files import FileDamaged
from participation.places.models import Area, Postcode, normalise_postcode
from participation.voter_registers.actions.keeping import forget_file
from participation.voter_registers.models import RegisterEntry, RegisterFault, RegisterVersion
from participation.voter_registers.queries import contents_of

log = structlog.get_logger(__name__)

_AT_ONCE = 5000  # lines in one transaction


@sensitive_variables()
def check_register(*, version: UUID, today: date) -> None:
    """Check every line of a file, keep what was found, and delete the file. Safe to run twice, and
    twice at once: the later run is the one that counts. Raises KeyUnavailable.
    """
    found = _begun(version)
    if found is None:
        return
    try:
        table = read_table(contents_of(found))
    except (FileDamaged, FileUnreadable):
        log.critical("register_file_damaged", version=str(version))
        _lapse(found)
        return
    checker = _Checker(found, len(table.heading), today)
    lines = checker.looked_at(table.rows)
    while portion := list(islice(lines, _AT_ONCE)):
        if not _kept(found, checker, portion):
            return
    _finish(found, checker)


@transaction.atomic
def _begun(pk: UUID) -> RegisterVersion | None:
    """The version, if it waits to be checked, with nothing of an earlier run; the run is ours."""
    versions = RegisterVersion.objects.select_for_update(of=("self",))
    version = versions.select_related("register__council").filter(pk=pk).first()
    if version is None or not version.is_checking:
        return None
    version.entries.all().delete()
    version.faults.all().delete()
    version.run += 1
    version.checked = 0
    version.save(update_fields=["run", "checked"])
    return version


def _lapse(version: RegisterVersion) -> None:
    with transaction.atomic():
        ours = RegisterVersion.objects.filter(pk=version.pk, run=version.run)
        if ours.update(state=RegisterVersion.State.LAPSED):
            forget_file(version=version)


@dataclass
class _Checker:
    """What is known while the lines of one file are looked at."""

    version: RegisterVersion
    width: int
    today: date
    checked: int = 0
    people: int = 0
    faulty_lines: int = 0
    without_ward: int = 0
    seen: dict[bytes, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        register = self.version.register
        self.key, self.match = eligibility_key(register.council_id), Match(register.kind)
        self.constituency = register.constituency
        wards = Area.objects.filter(council=register.council).wards().valid_on(self.today)
        self.areas = {area.pk: area for area in wards.defer("boundary")}
        self.wards = {
            name.casefold(): area
            for area in self.areas.values()
            for name in (area.code, area.name_cy or area.name, area.name)
        }
        postcodes = Postcode.objects.filter(council=register.council, area__in=self.areas)
        self.postcodes = dict(postcodes.values_list("code", "area"))
        columns = self.version.columns.exclude(use="")
        self.columns = dict(columns.values_list("use", "position"))

    def looked_at(self, rows: Iterator[Row]) -> Iterator[RegisterEntry | list[RegisterFault]]:
        """What each line tells, or all that is wrong with it."""
        try:
            for number, cells in rows:
                yield self._line(number, cells)
        except FileUnreadable as problem:
            yield self._faulty(problem.row, [Fault.UNREADABLE])

    def _line(self, number: int, cells: object) -> RegisterEntry | list[RegisterFault]:
        self.checked += 1
        row = list(cells)  # type: ignore[call-overload]  # a row of cells
        texts = [text_of(cell) for cell in row]
        if any(texts[self.width :]):
            return self._faulty(number, [Fault.SHIFTED])
        found = read_line(row, texts, self.columns, self.today)
        if isinstance(found, list):
            return self._faulty(number, found)
        area = self._area(found)
        if found.ward and area is None:
            return self._faulty(number, [Fault.NOT_A_WARD])
        entry, person = self._entries(found)
        first = self.seen.setdefault(entry, number)
        if first != number:
            return self._faulty(number, [Fault.TWICE], other=first)
        self.people += 1
        self.without_ward += area is None
        return self._entry(entry, person, area)

    def _area(self, found: Listed) -> Area | None:
        if found.ward:
            return self.wards.get(found.ward.casefold())
        known = self.postcodes.get(normalise_postcode(found.postcode))
        return self.areas[known] if known else None

    def _entries(self, found: Listed) -> tuple[bytes, bytes | None]:
        """By what somebody is found, and by what a desk knows them, where that is another."""
        named = {"surname": found.surname, "postcode": found.postcode}
        person = person_entry(self.key, born_on=found.born_on, **named) if found.born_on else None
        if self.match is Match.BIRTH and person:
            return person, None
        return numbered_entry(self.key, number=found.reference, **named), person

    def _entry(self, entry: bytes, person: bytes | None, area: Area | None) -> RegisterEntry:
        mac = listed_mac(
            self.key,
            version=self.version.pk,
            entry=entry,
            person=person or b"",
            area_code=area.code if area else "",
            constituency=self.constituency,
        )
        return RegisterEntry(version=self.version, entry=entry, person=person, area=area, mac=mac)

    def _faulty(
        self, number: int, faults: list[Fault], other: int | None = None
    ) -> list[RegisterFault]:
        self.faulty_lines += 1
        return [
            RegisterFault(version=self.version, line=number, kind=fault, other_line=other)
            for fault in faults
        ]


@transaction.atomic
def _kept(
    version: RegisterVersion,
    checker: _Checker,
    portion: list[RegisterEntry | list[RegisterFault]],
) -> bool:
    """Keep what some lines told, and how far the check is; False where it is ours no more."""
    ours = RegisterVersion.objects.filter(
        pk=version.pk, run=version.run, state=RegisterVersion.State.CHECKING
    )
    if not ours.update(checked=checker.checked, touched_at=Now()):
        return False
    faults = [fault for each in portion if isinstance(each, list) for fault in each]
    RegisterFault.objects.bulk_create(faults)
    if not checker.faulty_lines:
        entries = [each for each in portion if isinstance(each, RegisterEntry)]
        RegisterEntry.objects.bulk_create(entries)
    return True


@transaction.atomic
def _finish(version: RegisterVersion, checker: _Checker) -> None:
    """Hold it against the version in force, and delete the file: it is needed no more."""
    found = (
        RegisterVersion.objects.select_for_update(of=("self",))
        .filter(pk=version.pk, run=version.run, state=RegisterVersion.State.CHECKING)
        .first()
    )
    if found is None:
        return
    before = version.register.versions.in_force().first()
    found.checked, found.lines = checker.checked, checker.people
    found.faulty_lines, found.without_ward = checker.faulty_lines, checker.without_ward
    found.lines_before = before.lines if before else None
    if checker.faulty_lines or not checker.people:
        found.state = RegisterVersion.State.FAULTY
        found.entries.all().delete()
    else:
        found.state = RegisterVersion.State.CHECKED
        if before:
            theirs = before.entries.values("entry")
            found.kept = found.entries.filter(entry__in=theirs).count()
    found.save()
    forget_file(version=found)
