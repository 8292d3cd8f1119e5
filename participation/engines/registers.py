"""Reads the registers that regulators and the ONS publish as CSV: care homes, GP practices and
postcodes.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import zip_longest

from coopservices.sentences import sentence

LON, LAT = ("lon", "long"), ("lat",)
WARD = re.compile(r"ward_code|wd\d\dcd")
POSTCODE = ("postcode", "practice_postcode", "pcds")


class UnreadableRegister(Exception):
    """Why a register cannot be taken, naming the row that is wrong."""


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
    """One registered service: whose id it has, what it is called, who provides it and
    where it is.
    """

    scheme: str
    registered_id: str
    name: str
    kind: str
    provider: str
    postcode: str
    spot: Spot


@dataclass(frozen=True)
class _Register:
    """Which columns of a register tell what; a kind that no column tells is `own_kind`."""

    scheme: str
    registered_id: str
    name: str
    postcode: str
    own_kind: str
    kind: str = ""
    provider: str = ""


REGISTERS = (
    _Register("CQC", "cqc_id", "name", "postcode", "Care home", kind="type", provider="provider"),
    _Register("ODS", "practice_code", "practice_name", "practice_postcode", "GP practice"),
)


def services_in(text: str) -> list[ServiceRow]:
    """The services of a CQC list of care homes or an ODS list of GP practices. Raises
    UnreadableRegister.
    """
    rows = _rows(text)
    register = next((known for known in REGISTERS if known.registered_id in rows[0][1]), None)
    if register is None:
        raise UnreadableRegister(
            sentence(
                "This is neither a list of care homes (cqc_id) nor of GP practices (practice_code)."
            )
        )
    return [_service(register, row, n) for n, row in rows]


def postcodes_in(text: str) -> list[PostcodeRow]:
    """The postcodes of the ONS Postcode Directory, or of any list with a ward code or a point.
    Raises the same.
    """
    rows = _rows(text)
    column = next((name for name in POSTCODE if name in rows[0][1]), None)
    if column is None:
        raise UnreadableRegister(sentence("No column of this file is called postcode or pcds."))
    return [PostcodeRow(_said(row, column, n), _spot(row, n)) for n, row in rows]


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    """Each row with the number a spreadsheet shows it by; blank ones count there, and
    tell nothing.
    """
    filled = ((n, cells) for n, cells in _numbered(text) if cells)
    _, columns = next(filled, (1, []))
    rows = [(n, _row(columns, cells, n)) for n, cells in filled]
    if not rows:
        raise UnreadableRegister(sentence("There are no rows in this file."))
    return rows


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text.removeprefix("\ufeff")))
    n = 0
    try:
        for n, cells in enumerate(reader, start=1):
            yield n, cells
    except csv.Error as problem:
        raise UnreadableRegister(sentence("Row %(row)s cannot be read.", row=n + 1)) from problem


def _row(columns: list[str], cells: list[str], n: int) -> dict[str, str]:
    if len(cells) > len(columns):
        raise UnreadableRegister(
            sentence("Row %(row)s has more cells than the file has columns.", row=n)
        )
    return {column: cell for column, cell in zip_longest(columns, cells, fillvalue="") if column}


def _service(register: _Register, row: dict[str, str], n: int) -> ServiceRow:
    return ServiceRow(
        scheme=register.scheme,
        registered_id=_said(row, register.registered_id, n),
        name=_said(row, register.name, n),
        kind=row.get(register.kind, "").strip().removesuffix("s") or register.own_kind,
        provider=row.get(register.provider, "").strip(),
        postcode=row.get(register.postcode, "").strip(),
        spot=_spot(row, n),
    )


def _said(row: dict[str, str], column: str, n: int) -> str:
    if not (value := row.get(column, "").strip()):
        raise UnreadableRegister(sentence("Row %(row)s has no %(column)s.", row=n, column=column))
    return value


def _spot(row: dict[str, str], n: int) -> Spot:
    ward = next((row[name].strip() for name in row if WARD.fullmatch(name)), "")
    lon, lat = (next((row[name] for name in names if row.get(name)), "") for names in (LON, LAT))
    if not (lon and lat):
        return Spot(ward, None)
    try:
        return Spot(ward, (float(lon), float(lat)))
    except ValueError as problem:
        raise UnreadableRegister(
            sentence("Row %(row)s has a longitude or latitude that is not a number.", row=n)
        ) from problem
