"""Reads the registers that regulators and the ONS publish: care homes, GP practices and postcodes,
as CSV, XLSX or ODS, and Open Referral UK as JSON. A further register is an entry of REGISTERS.

Every row is read before anything is said, so that whoever sent a file hears of all that is wrong.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Generic, TypeAlias, TypeVar

from coopservices.sentences import Sentence, counted, sentence
from participation.engines.open_referral import (
    LONGEST_ID,
    NotOpenReferral,
    ReferredService,
    services_of,
)
from participation.engines.tables import WINDOWS, FileUnreadable, Row, Table, read_table, text_of
from participation.engines.voter_registers.lines import date_in

LON = ("lon", "long", "longitude", "onspd_longitude")
LAT = ("lat", "latitude", "onspd_latitude")
WARD = re.compile(r"ward_?code|(osward|wd\d\d)(cd)?", re.ASCII)
POSTCODES = ("postcode", "practice_postcode", "pcds", "pcd7", "postal code", "service_postcode")
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 1, 1)
EXCEL_DAY_NOUGHT = date(1899, 12, 30)  # as spreadsheets have counted since 1 March 1900
MOST_PLACES = 10_000
LONGEST_NAME, LONGEST_KIND, LONGEST_POSTCODE = 200, 300, 8
BETWEEN_KINDS = "; "
TICKED, YES = "service type - ", ("y", "yes", "true")  # as the CQC heads a column for each kind
PREAMBLE = 12  # rows above a heading: titles, notes, the day it was made

Found = TypeVar("Found")
Cells: TypeAlias = dict[str, object]


class UnreadableRegister(Exception):
    """Why no row of a register can be read, or which row is wrong."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, by the number that a spreadsheet shows it by."""

    row: int
    words: Sentence


@dataclass(frozen=True)
class Reading(Generic[Found]):
    """What a file tells, all that is wrong with it, and what somebody should know before it is
    taken.
    """

    rows: list[Found]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)

    @property
    def whole(self) -> list[Found]:
        """The rows, if nothing is wrong with any. Raises UnreadableRegister, with the first that
        is.
        """
        for fault in self.faults[:1]:
            raise UnreadableRegister(
                sentence("Row %(row)s: %(problem)s", row=fault.row, problem=fault.words)
            )
        return self.rows


@dataclass(frozen=True)
class Spot:
    """Where something is, as well as the file knows: a ward's code, or a point in WGS84 degrees, or
    neither.
    """

    ward_code: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class PostcodeRow:
    """A postcode and where it is."""

    postcode: str
    spot: Spot


@dataclass(frozen=True)
class ServiceRow:
    """One registered service: whose id it has, what it is called, who provides it, where it is, and
    for how many people since which day, None where the register does not tell.
    """

    scheme: str
    registered_id: str
    name: str
    kind: str
    provider: str
    postcode: str
    spot: Spot
    places: int | None = None
    registered_on: date | None = None


@dataclass(frozen=True)
class _Register:
    """How the columns of a register are headed; a kind that no column tells is `own_kind`."""

    scheme: str
    registered_id: tuple[str, ...]
    name: tuple[str, ...]
    own_kind: str
    kind: tuple[str, ...] = ()
    provider: tuple[str, ...] = ()


REGISTERS = (
    _Register(
        "CQC",
        ("cqc_id", "location_id", "cqc location id (for office use only)", "cqc location id"),
        ("name", "location name"),
        "Care home",
        kind=("type", "service types", "service type", "gac service types"),
        provider=("provider", "provider name"),
    ),
    _Register(
        "CI",
        ("service_number", "csnumber", "cs number"),
        ("name", "servicename", "service_name"),
        "Care home",
        kind=("subtype", "client_group", "service_type", "careservice"),
        provider=("provider_name", "serviceprovider", "provider"),
    ),
    _Register(
        "ODS",
        ("practice_code", "organisation code", "org code"),
        ("practice_name", "name", "organisation name"),
        "GP practice",
    ),
    _Register(
        "URN",
        ("urn",),
        ("name", "setting name", "provider name"),
        "Children's home",
        kind=("provision type", "setting type"),
        provider=("registered person", "organisation which owns the provider"),
    ),
)
PLACES = ("registered_places", "places", "number_of_beds", "care homes beds", "totalbeds")
ON_REGISTER = ("on_register",)
REGISTERED_ON = ("registered_on", "registration date", "date_reg", "location hsca start date")


def read_services(content: bytes) -> Reading[ServiceRow]:
    """Read the services of a list of the CQC, the Care Inspectorate, the ODS or Ofsted, or of an
    Open Referral UK file. Raises UnreadableRegister where no row can be read.
    """
    if content.lstrip()[:1] in (b"{", b"["):
        return _referred(content)
    table = _table(content)
    register = next(
        (each for each in REGISTERS if _headed(table.heading, each.registered_id)), None
    )
    if register is None:
        raise UnreadableRegister(_without_a_key(table.heading))
    if not _headed(table.heading, register.name):
        raise UnreadableRegister(_lacking(register.name[0], table.heading))

    reader = _Reader(table)
    rows = [
        (number, _service(register, reader, number, row))
        for number, row in reader.rows()
        if reader.is_on_register(row)
    ]
    return reader.read(_once(rows, reader))


def read_postcodes(content: bytes) -> Reading[PostcodeRow]:
    """Read the postcodes of the ONS Postcode Directory, or of any list with a ward's code or a
    point. Raises the same.
    """
    table = _table(content)
    if not _headed(table.heading, POSTCODES):
        raise UnreadableRegister(_lacking("postcode", table.heading))
    reader = _Reader(table)
    rows = [
        PostcodeRow(reader.said(number, row, POSTCODES), reader.spot(number, row))
        for number, row in reader.rows()
    ]
    return reader.read(rows)


# --- The table ------------------------------------------------------------------------------------


def _table(content: bytes) -> Table:
    """The table in a file, from its heading on: the first of the upper rows that holds a key."""
    try:
        table = read_table(content, is_strict=False)
        keys = {name for each in REGISTERS for name in each.registered_id} | set(POSTCODES)
        above: list[Row] = [(1, table.heading)]
        if not keys & {_plain(name) for name in table.heading}:
            for row in table.rows:
                above.append(row)
                names = tuple(text_of(cell) for cell in row[1])
                if keys & {_plain(name) for name in names}:
                    return replace(table, heading=names)
                if len(above) >= PREAMBLE:
                    break
    except FileUnreadable as problem:
        raise UnreadableRegister(problem.args[0]) from problem
    return table


def _plain(name: str) -> str:
    return name.strip().casefold()


def _headed(heading: Sequence[str], names: Sequence[str]) -> str:
    """The column that is headed by one of these names, "" if none is."""
    plain = {_plain(name) for name in heading}
    return next((name for name in names if name in plain), "")


def _without_a_key(heading: Sequence[str]) -> Sentence:
    if sum(map(bool, heading)) < 2:
        return sentence(
            "The first row must say what stands in each column. Take out the titles above it, and "
            "headings that go over several columns."
        )
    return sentence(
        "No column holds the number that a regulator knows a service by, such as cqc_id, "
        "service_number, practice_code or urn. The columns are: %(columns)s. A name is not enough "
        "to know a service again.",
        columns=", ".join(filter(None, heading)),
    )


def _lacking(column: str, heading: Sequence[str]) -> Sentence:
    return sentence(
        "The column %(column)s is missing. The columns are: %(columns)s.",
        column=column,
        columns=", ".join(filter(None, heading)),
    )


class _Reader:
    """Reads the rows of a table, and keeps what is wrong."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.faults: list[Fault] = []
        self.odd_letters: list[str] = []
        self.dates_as_numbers: list[int] = []
        self.repeated: list[int] = []
        self.left = 0
        self.names = [_plain(name) for name in table.heading]
        while self.names and not self.names[-1]:
            self.names.pop()
        self.ward_columns = [name for name in self.names if WARD.fullmatch(name)]
        self.filled: dict[tuple[str, ...], list[str]] = {}

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Each row by its number, its cells by the plain names of their columns; what has too many
        or too few cells is at fault, and left out.
        """
        names, some = self.names, False
        try:
            for number, cells in self.table.rows:
                some = True
                if len(cells) != len(names) and self._is_shifted(number, cells, len(names)):
                    continue
                self._look_at_letters(cells)
                yield number, {name: cell for name, cell in zip(names, cells, strict=False) if name}
        except FileUnreadable as problem:
            self.faults.append(Fault(problem.row, problem.args[0]))
            some = True
        if not some:
            raise UnreadableRegister(sentence("There are no rows in this file."))

    def _is_shifted(self, number: int, cells: Sequence[object], width: int) -> bool:
        """Whether a row of text lost or gained a comma; a spreadsheet's cells stand where they
        stand.
        """
        filled = next((n for n in range(len(cells), 0, -1) if text_of(cells[n - 1])), 0)
        if filled <= width and (not self.table.encoding or len(cells) >= width):
            return False
        if any(isinstance(cell, str) and "\n" in cell for cell in cells):
            words = sentence("It goes on over several lines. Is a quotation mark never closed?")
        else:
            words = sentence(
                "It has %(cells)s cells, and the heading has %(columns)s. Is a comma too many or "
                "too few?",
                cells=len(cells),
                columns=width,
            )
        self.fault(number, words)
        return True

    def _look_at_letters(self, cells: Sequence[object]) -> None:
        if self.table.encoding == WINDOWS:
            self.odd_letters += [
                text for text in map(text_of, cells) if any(symbol > "\x7f" for symbol in text)
            ]

    def is_on_register(self, row: Cells) -> bool:
        """Whether a register that keeps those that have left says that this one has not."""
        has_left = self.told(row, ON_REGISTER).casefold() in ("no", "n", "false")
        self.left += has_left
        return not has_left

    def fault(self, number: int, words: Sentence) -> None:
        """Keep what is wrong with a row."""
        self.faults.append(Fault(number, words))

    def told(self, row: Cells, names: tuple[str, ...]) -> str:
        """What the first of these columns that is filled says, "" if none does."""
        for name in self.columns(names):
            if text := text_of(row.get(name, "")):
                return text
        return ""

    def columns(self, names: tuple[str, ...]) -> list[str]:
        """Those of these columns that the table has."""
        if names not in self.filled:
            self.filled[names] = [name for name in names if name in self.names]
        return self.filled[names]

    def said(self, number: int, row: Cells, names: tuple[str, ...]) -> str:
        """The same, and a fault where it says nothing."""
        if not (text := self.told(row, names)):
            column = next((name for name in names if name in row), names[0])
            self.fault(number, sentence("There is no %(column)s.", column=column))
        return self.short(number, text, LONGEST_NAME)

    def short(self, number: int, text: str, most: int) -> str:
        """A text as long as it may be, and a fault where it is longer."""
        if len(text) > most:
            words = sentence("“%(text)s…” is too long. Is it in the right column?", text=text[:20])
            self.fault(number, words)
        return text[:most]

    def spot(self, number: int, row: Cells) -> Spot:
        """Where a row says that something is."""
        ward = next((text_of(row.get(name, "")) for name in self.ward_columns), "")
        lon, lat = self.told(row, LON), self.told(row, LAT)
        if not (lon and lat):
            return Spot(ward, None)
        try:
            point = float(lon), float(lat)
        except ValueError:
            self.fault(number, sentence("The longitude or latitude is not a number."))
            return Spot(ward, None)
        if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
            words = sentence(
                "%(lon)s, %(lat)s is not longitude and latitude. Are these metres of the National "
                "Grid?",
                lon=lon,
                lat=lat,
            )
            self.fault(number, words)
            return Spot(ward, None)
        return Spot(ward, point)

    def number(self, number: int, row: Cells, names: tuple[str, ...]) -> int | None:
        """How many people there is room for."""
        text = self.told(row, names)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or int(text) > MOST_PLACES:
            words = sentence("“%(text)s” is not a number of places.", text=text)
            self.fault(number, words)
            return None
        return int(text)

    def day(self, number: int, row: Cells, names: tuple[str, ...]) -> date | None:
        """A date, of a bare number the day that a spreadsheet means by it."""
        cell = next((row[name] for name in names if text_of(row.get(name, ""))), None)
        if cell is None:
            return None
        found, text = date_in(cell), text_of(cell)
        if found is None and re.fullmatch(r"[1-6]\d{4}", text, re.ASCII):
            self.dates_as_numbers.append(int(text))
            found = EXCEL_DAY_NOUGHT + timedelta(days=int(text))
        if found is None or not EARLIEST <= found <= LATEST:
            words = sentence("“%(text)s” is not a date. Write it like 27/3/2019.", text=text)
            self.fault(number, words)
            return None
        return found

    def read(self, rows: list[Found]) -> Reading[Found]:
        """What was read, and what is to be said of it in the order of the rows."""
        faults = sorted(self.faults, key=lambda each: each.row)
        return Reading(rows, faults, list(self._notes()))

    def _notes(self) -> Iterator[Sentence]:
        if self.odd_letters:
            yield counted(
                "This file is not written as UTF-8. Read as Windows writes it, one cell has such "
                "letters: “%(example)s”. Is that right?",
                "This file is not written as UTF-8. Read as Windows writes it, %(number)s cells "
                "have such letters, as in “%(example)s”. Is that right?",
                len(self.odd_letters),
                example=self.odd_letters[0],
            )
        if self.dates_as_numbers:
            yield sentence(
                "Some dates are bare numbers, as spreadsheets count days: %(serial)s is read as "
                "%(day)s. Is that right?",
                serial=str(self.dates_as_numbers[0]),
                day=EXCEL_DAY_NOUGHT + timedelta(days=self.dates_as_numbers[0]),
            )
        if self.left:
            yield counted(
                "One row is of a service that is not on the register any more. It is left out.",
                "%(number)s rows are of services that are not on the register any more. They are "
                "left out.",
                self.left,
            )
        if self.repeated:
            yield counted(
                "One row says the same as one before it, and is read once: row %(rows)s.",
                "%(number)s rows say the same as ones before them, and are read once: rows "
                "%(rows)s.",
                len(self.repeated),
                rows=", ".join(map(str, self.repeated[:10])),
            )


# --- Services -------------------------------------------------------------------------------------


def _service(register: _Register, reader: _Reader, number: int, row: Cells) -> ServiceRow:
    return ServiceRow(
        scheme=register.scheme,
        registered_id=reader.short(
            number, _id_of(reader.said(number, row, register.registered_id)), LONGEST_ID
        ),
        name=reader.said(number, row, register.name),
        kind=_kinds(register, reader, row) or register.own_kind,
        provider=reader.told(row, register.provider)[:LONGEST_NAME],
        postcode=reader.short(number, reader.told(row, POSTCODES), LONGEST_POSTCODE),
        spot=reader.spot(number, row),
        places=reader.number(number, row, PLACES),
        registered_on=reader.day(number, row, REGISTERED_ON),
    )


def _kinds(register: _Register, reader: _Reader, row: Cells) -> str:
    """What a service is, of several kinds each once: told in one cell with "|" between, or in a
    column for each that holds "Y". The CQC's lists do either.
    """
    told = reader.told(row, register.kind).split("|")
    ticked = [
        name.removeprefix(TICKED)
        for name in row
        if name.startswith(TICKED) and text_of(row[name]).casefold() in YES
    ]
    kinds = dict.fromkeys(_one_of(kind.strip()) for kind in (*told, *ticked) if kind.strip())
    return _fitting(kinds)


def _fitting(kinds: Iterable[str]) -> str:
    """As many kinds as there is room for, each whole."""
    found = ""
    for kind in kinds:
        more = f"{found}{BETWEEN_KINDS}{kind}" if found else kind[:LONGEST_KIND]
        found = more if len(more) <= LONGEST_KIND else found
    return found


def _one_of(kind: str) -> str:
    """One of such homes, beginning with a capital: the CQC heads its lists "Nursing homes"."""
    one = kind[:-1] if kind.casefold().endswith("homes") else kind
    return one[:1].upper() + one[1:]


def _id_of(text: str) -> str:
    """An id as its regulator writes it: in capitals, without spaces."""
    return re.sub(r"\s", "", text).upper()


def _once(rows: Sequence[tuple[int, ServiceRow]], reader: _Reader) -> list[ServiceRow]:
    """Each service once; a number that stands there again with other details is a fault."""
    first: dict[str, tuple[int, ServiceRow]] = {}
    for number, row in rows:
        if not row.registered_id:
            continue
        before, known = first.setdefault(row.registered_id, (number, row))
        if known == row and before != number:
            reader.repeated.append(number)
        elif known != row:
            reader.fault(
                number,
                sentence(
                    "%(id)s stands in row %(before)s too, with other details: %(details)s. Which "
                    "is right?",
                    id=row.registered_id,
                    before=before,
                    details=_differences(known, row),
                ),
            )
    return [row for _number, row in first.values()]


def _differences(one: ServiceRow, other: ServiceRow) -> str:
    """As in "46, 56": what of two rows of one number is not the same."""
    pairs = [
        (getattr(one, name), getattr(other, name))
        for name in ServiceRow.__dataclass_fields__
        if name != "spot" and getattr(one, name) != getattr(other, name)
    ]
    return "; ".join(f"{_shown(before)}, {_shown(after)}" for before, after in pairs) or "…"


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "-")


# --- Open Referral UK -----------------------------------------------------------------------------


def _referred(content: bytes) -> Reading[ServiceRow]:
    try:
        found = services_of(content)
    except NotOpenReferral as problem:
        raise UnreadableRegister(problem.args[0]) from problem
    faults = [Fault(place, words) for place, words in found.faults]
    return Reading([_referred_row(each) for each in found.services], faults, found.notes)


def _referred_row(found: ReferredService) -> ServiceRow:
    return ServiceRow(
        scheme="ORUK",
        registered_id=found.service_id,
        name=found.name,
        kind="Community service",
        provider=found.organisation,
        postcode=found.postcode,
        spot=Spot("", found.point),
    )
