"""What stands in which column of a register: guessed from its heading, and held to what is needed.

A register tells people apart by surname, postcode and either their date of birth or a reference
number. A further use of a column is an entry of COLUMNS.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coopservices.sentences import Sentence, sentence
from participation.engines.persons import letters_of
from participation.engines.voter_registers.lines import POSTCODE, date_in

MOST_COLUMNS, LONGEST_NAME = 100, 100
LONGEST_SHAPE = 30


class Use(StrEnum):
    """What a column is used for."""

    SURNAME = "surname"
    POSTCODE = "postcode"
    BORN_ON = "born_on"
    REFERENCE = "reference"
    WARD = "ward"


class Match(StrEnum):
    """What tells people of one name and postcode apart, and so is asked of them."""

    BIRTH = "birth"
    REFERENCE = "reference"


NEEDED: dict[Match, tuple[Use, ...]] = {
    Match.BIRTH: (Use.SURNAME, Use.POSTCODE, Use.BORN_ON),
    Match.REFERENCE: (Use.SURNAME, Use.POSTCODE, Use.REFERENCE),
}
OFFERED: dict[Match, tuple[Use, ...]] = {
    Match.BIRTH: (*NEEDED[Match.BIRTH], Use.WARD),
    Match.REFERENCE: (*NEEDED[Match.REFERENCE], Use.BORN_ON, Use.WARD),
}


@dataclass(frozen=True)
class Column:
    """A use of a column: what an officer reads, what to do where no column has it, and how it is
    headed, in English and in Welsh, by letters and digits alone.
    """

    label: Sentence
    lacking: Sentence
    headed: frozenset[str]


def _headings(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLUMNS: dict[Use, Column] = {
    Use.SURNAME: Column(
        sentence("Surname"),
        sentence("Say which column holds the surname."),
        _headings(
            "surname lastname familyname secondname electorsurname membersurname "
            "tenantsurname cyfenw enwolaf enwteuluol"
        ),
    ),
    Use.POSTCODE: Column(
        sentence("Postcode"),
        sentence("Say which column holds the postcode."),
        _headings(
            "postcode postalcode pcode pcd zip zipcode homepostcode addresspostcode "
            "propertypostcode electorpostcode codpost codypost cp"
        ),
    ),
    Use.BORN_ON: Column(
        sentence("Date of birth"),
        sentence("Say which column holds the date of birth."),
        _headings("dateofbirth dob birthdate datebirth dateborn born dyddiadgeni"),
    ),
    Use.REFERENCE: Column(
        sentence("Reference number"),
        sentence("Say which column holds the reference number."),
        _headings(
            "reference ref referencenumber referenceno refno refnumber id idnumber number "
            "electornumber electorno electorid membershipnumber membershipno membernumber "
            "memberno memberid tenancyreference tenancyref tenancynumber customernumber "
            "payrollnumber staffnumber cyfeirnod rhif rhifcyfeirnod rhifaelod rhifaelodaeth"
        ),
    ),
    Use.WARD: Column(
        sentence("Ward, by its name or code"),
        sentence("Say which column holds the ward."),
        _headings(
            "ward wardcode wardname electoralward wardcd wardnm codward codyward enwward enwyward"
        ),
    ),
}

_NUMBER = re.compile(r"[\d.,/ -]+", re.ASCII)


def problem_with_heading(heading: Sequence[str]) -> Sentence | str:
    """Return why a heading is unusable, in words for whoever sent it; "" if it is not."""
    names = [letters_of(name) for name in heading]
    if len(heading) < len(NEEDED[Match.BIRTH]):
        return sentence(
            "The first row must say what stands in each column, and there must be at least three: "
            "surname, postcode, and date of birth or a reference number."
        )
    if len(heading) > MOST_COLUMNS or any(len(name) > LONGEST_NAME for name in heading):
        return sentence("The first row is too long to be a heading.")
    if any(_is_of_somebody(name) for name in heading):
        return sentence(
            "The first row looks like a person, and not like a heading. Put a row above it that "
            "says what stands in each column."
        )
    if not all(names):
        return sentence("A column has no heading. Give each a name, and send the file again.")
    if twice := next((name for name in heading if names.count(letters_of(name)) > 1), ""):
        return sentence(
            "Two columns are called “%(name)s”. Give each another name, and send the file again.",
            name=twice,
        )
    return ""


def _is_of_somebody(name: str) -> bool:
    is_postcode = bool(POSTCODE.fullmatch(letters_of(name)))
    return is_postcode or date_in(name) is not None or bool(_NUMBER.fullmatch(name))


def guessed(heading: Sequence[str]) -> dict[Use, int]:
    """Return which column seems to be used for what, by its place from 0; the first of several."""
    names = [letters_of(name) for name in heading]
    found = {
        use: next((place for place, name in enumerate(names) if name in column.headed), None)
        for use, column in COLUMNS.items()
    }
    return {use: place for use, place in found.items() if place is not None}


def lacking(uses: Mapping[Use, int], match: Match) -> Use | None:
    """Return the first use for which a register of this kind still needs a column."""
    return next((use for use in NEEDED[match] if use not in uses), None)


def shape_of(text: str) -> str:
    """Return a cell as an officer may see it: its shape, with an x for a letter and a 9 for a
    digit.
    """
    shown = (_mask(symbol) for symbol in text[: LONGEST_SHAPE + 1])
    shape = "".join(shown)
    return shape if len(shape) <= LONGEST_SHAPE else shape[:LONGEST_SHAPE] + "…"


def _mask(symbol: str) -> str:
    if symbol.isdigit():
        return "9"
    return ("X" if symbol.isupper() else "x") if symbol.isalpha() else symbol
