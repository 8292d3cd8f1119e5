"""What in a text may tell who somebody is: a plain reading of titles with names, numbers of the
NHS, dates of birth, telephones, e-mail addresses and rooms, in English and in Welsh.

It errs towards asking: whoever wrote the text looks at each passage, and may go past it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coopservices.sentences import Sentence, sentence

WHY: Mapping[str, Sentence] = {
    "name": sentence("This may name a person."),
    "nhs-number": sentence("This may be somebody's NHS number."),
    "birth": sentence("This may be somebody's date of birth."),
    "email": sentence("This is an email address."),
    "phone": sentence("This may be a telephone number."),
    "room": sentence("This may tell in which room somebody lives or is treated."),
}


@dataclass(frozen=True)
class Passage:
    """A passage of a text, by its place in it, and what it may tell: a key of WHY."""

    kind: str
    text: str
    start: int
    end: int


_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Sister|Matron|Sir|Dame|Lady|Lord|Rev|"
    "Reverend|Cllr|Councillor|Nyrs|Doctor|Athro|Parch|Cyng|Cynghorydd|Bonwr|Bonesig"
)
_PEOPLE = (
    "manager|carer|nurse|doctor|patient|resident|tenant|neighbour|colleague|supervisor|cleaner|"
    "cook|mother|father|mum|dad|mam|nan|gran|grandmother|grandfather|daughter|son|sister|brother|"
    "husband|wife|partner|aunt|uncle|friend|called|named|"
    "rheolwr|rheolwraig|gofalwr|gofalwraig|nyrs|meddyg|claf|preswylydd|tenant|cymydog|cydweithiwr|"
    "fam|tad|nhad|merch|ferch|mab|chwaer|brawd|gŵr|gwraig|nain|taid|mamgu|tadcu|ffrind|enw|o'r enw"
)
_NAME = (  # an apostrophe is straight or curled
    r"(?:[OD]['\u2019])?[A-ZÂÊÎÔÛŴŶÁÉÏÖ][a-zâêîôûŵŷáéïö]+(?:['\u2019-][A-Z][a-z]+)?"
)
_NO_NAMES = (  # words with a capital that are no names
    "The This That These Those And But Or If In At On For With From To We They It He She "
    "You Who Care Home House Ward Surgery Centre Hospital Road Street Council Services "
    "Service Team Staff Monday Tuesday Wednesday Thursday Friday Saturday Sunday January "
    "February March April May June July August September October November December "
    "Christmas Easter English Welsh Cymraeg Saesneg Mae Nid Os Ac Ond Yn Ar Am Cartref "
    "Ysbyty Meddygfa Canolfan Cyngor Ddydd Dydd Llun Mawrth Mercher Iau Gwener Sadwrn Sul "
    "Ionawr Chwefror Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr "
    "Nadolig Pasg"
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|mawrth|ebrill|mai|"
    "mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr"
)
_DATE = rf"\d{{1,2}}(?:[/.-]\d{{1,2}}[/.-]|(?:st|nd|rd|th|ain|fed|eg|af)? (?:{_MONTH}),? )"
_LIVED = r"(?:19\d\d|200\d|201[0-5])"  # a year in which somebody written of may be born

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("nhs-number", re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")),
    ("birth", re.compile(rf"\b{_DATE}{_LIVED}\b", re.IGNORECASE)),
    (
        "birth",
        re.compile(
            r"\b(?:born|dob|d\.o\.b\.?|date of birth|ganwyd|ganed|dyddiad geni)\b[^.\n]{0,20}?"
            rf"{_DATE}(?:\d\d){{1,2}}\b",
            re.IGNORECASE,
        ),
    ),
    ("phone", re.compile(r"(?<!\d)(?:\+44[ -]?\(?0?\)?|\(?0)(?:[ )-]{0,2}\d){9,10}(?!\d)")),
    (
        "room",
        re.compile(
            r"\b(?:room|bed|cubicle|bay|flat|ystafell|gwely|ciwbicl|fflat)s?(?: (?:no|number|rhif)"
            r"\.?)? ?\d{1,3}[a-z]?\b",
            re.IGNORECASE,
        ),
    ),
    ("name", re.compile(rf"\b(?:{_TITLES})\.? (?:{_NAME}|[A-Z]\.?(?= ))(?: {_NAME})?")),
    ("name", re.compile(rf"\b(?:(?i:{_PEOPLE})),? ({_NAME})(?: {_NAME})?")),
)


def passages(text: str) -> list[Passage]:
    """What may tell who somebody is, in the order of the text, none within another."""
    found: list[Passage] = []
    for each in sorted(_all(text), key=lambda each: (each.start, -each.end)):
        if not found or each.start >= found[-1].end:
            found.append(each)
    return found


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits have the check digit of an NHS number: eleven less the sum of the first
    nine, weighed 10 to 2, modulo eleven. Source: NHS Data Dictionary, "NHS Number".
    """
    weighed = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    check = (11 - weighed % 11) % 11
    return len(digits) == 10 and check == int(digits[9])


def _all(text: str) -> Iterator[Passage]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if kind == "nhs-number" and not is_nhs_number(re.sub(r"\D", "", match[0])):
                continue
            if kind == "name" and _is_no_name(match):
                continue
            yield Passage(kind, match[0], match.start(), match.end())


def _is_no_name(match: re.Match[str]) -> bool:
    return bool(match.groups()) and f" {match[1]} " in f" {_NO_NAMES} "
