"""One line of a register: whom it is of, or each thing that is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from coopservices.sentences import Sentence, sentence
from participation.engines.persons import letters_of

POSTCODE = re.compile(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}", re.ASCII)  # as `letters_of` leaves it
EARLIEST = date(1900, 1, 1)

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2}|[a-z]{3,10})[/.\- ](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", re.ASCII)
_MIDNIGHT = re.compile(r"[t ]00:00(:00(\.0+)?)?z?$", re.ASCII)
_BARE_NUMBER = re.compile(r"\d{4,5}(\.0+)?", re.ASCII)
_MONTHS = (
    ("jan", "ion"),
    ("feb", "chw"),
    ("mar", "maw"),
    ("apr", "ebr"),
    ("may", "mai"),
    ("jun", "meh"),
    ("jul", "gor"),
    ("aug", "aws"),
    ("sep", "med"),
    ("oct", "hyd"),
    ("nov", "tac"),
    ("dec", "rha"),
)


class Fault(StrEnum):
    """What is wrong with a line."""

    UNREADABLE = "unreadable"
    SHIFTED = "shifted"
    NO_SURNAME = "no-surname"
    NO_POSTCODE = "no-postcode"
    NOT_A_POSTCODE = "not-a-postcode"
    NO_DATE = "no-date"
    NOT_A_DATE = "not-a-date"
    DATE_AS_NUMBER = "date-as-number"
    IMPOSSIBLE_DATE = "impossible-date"
    NO_REFERENCE = "no-reference"
    NOT_A_WARD = "not-a-ward"
    TWICE = "twice"


FAULT_WORDS: dict[Fault, Sentence] = {
    Fault.UNREADABLE: sentence(
        "The file cannot be read on from here. Is a quotation mark never closed?"
    ),
    Fault.SHIFTED: sentence("It has more cells than the heading. Is a comma out of place?"),
    Fault.NO_SURNAME: sentence("There is no surname."),
    Fault.NO_POSTCODE: sentence("There is no postcode."),
    Fault.NOT_A_POSTCODE: sentence("This is not a postcode."),
    Fault.NO_DATE: sentence("There is no date of birth."),
    Fault.NOT_A_DATE: sentence(
        "The date of birth cannot be read. Write it like 27/3/1980, with all four digits of the "
        "year."
    ),
    Fault.DATE_AS_NUMBER: sentence(
        "The date of birth is a bare number. Format the column as a date, and save the file again."
    ),
    Fault.IMPOSSIBLE_DATE: sentence("Nobody alive was born on this date."),
    Fault.NO_REFERENCE: sentence("There is no reference number."),
    Fault.NOT_A_WARD: sentence("The ward is not one of this council's."),
}


def words_of(fault: Fault, other: int | None = None) -> Sentence:
    """Return what is wrong with a line, in words; `other` is the line that it is told with."""
    if fault is Fault.TWICE:
        return sentence(
            "The same details as in line %(line)s. One person may stand here once; of two who "
            "cannot be told apart, take one out and send them a code.",
            line=other or 0,
        )
    return FAULT_WORDS[fault]


class Listed(NamedTuple):
    """Somebody on a register, as their line has it; `born_on` is None and the others are "" where
    the register does not tell.
    """

    surname: str
    postcode: str
    born_on: date | None
    reference: str
    ward: str


def read_line(
    cells: Sequence[object], texts: Sequence[str], columns: Mapping[str, int], today: date
) -> Listed | list[Fault]:
    """Return whom a line is of, or all that is wrong with it.

    `texts` are the cells as people read them; `columns` says where what stands, by the names of
    Listed; what is there must be filled, but for a ward.
    """
    told = {use: texts[place] if place < len(texts) else "" for use, place in columns.items()}
    born_on, faults = None, []
    if not letters_of(told["surname"]):
        faults.append(Fault.NO_SURNAME)
    if not letters_of(told["postcode"]):
        faults.append(Fault.NO_POSTCODE)
    elif not POSTCODE.fullmatch(letters_of(told["postcode"])):
        faults.append(Fault.NOT_A_POSTCODE)
    if "born_on" in columns:
        place = columns["born_on"]
        born_on = date_in(cells[place]) if place < len(cells) else None
        if fault := _problem_with_date(told["born_on"], born_on, today):
            faults.append(fault)
    if "reference" in columns and not letters_of(told["reference"]):
        faults.append(Fault.NO_REFERENCE)
    return faults or Listed(
        told["surname"], told["postcode"], born_on, told.get("reference", ""), told.get("ward", "")
    )


def _problem_with_date(text: str, born_on: date | None, today: date) -> Fault | None:
    if not text:
        return Fault.NO_DATE
    if born_on is None:
        return Fault.DATE_AS_NUMBER if _BARE_NUMBER.fullmatch(text) else Fault.NOT_A_DATE
    return None if EARLIEST <= born_on <= today else Fault.IMPOSSIBLE_DATE


def date_in(cell: object) -> date | None:
    """Return the date in a cell: a real one, 1980-03-27, or as people write it here, the day first;
    None where it is no date, or its year has two digits.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _MIDNIGHT.sub("", " ".join(str(cell).split()).casefold())
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), _month(month), int(day))
    except ValueError:
        return None


def _month(text: str) -> int:
    """The number of a month, of its name in English or Welsh too. Raises ValueError."""
    if text.isdigit():
        return int(text)
    return next((number for number, names in enumerate(_MONTHS, 1) if text.startswith(names)), 0)
