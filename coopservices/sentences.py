"""What is said in more than one language: a sentence with what it tells of kept apart, and what
people wrote, so that either can be said in any language at the last moment.

Engines know no language. They return a sentence in English and the values that stand in it, and
`coopservices.languages.say` looks the sentence up in the reader's catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self


@dataclass(frozen=True)
class Wording:
    """What somebody wrote, in English and, where it is given, in Welsh. As `str` it is English;
    `coopservices.languages.say` gives it in the reader's language.
    """

    english: str
    welsh: str = ""

    @classmethod
    def of(cls, text: "Wording | str") -> Self:
        """A wording; of a `str`, one in English."""
        if isinstance(text, cls):
            return text
        return cls(text.english, text.welsh) if isinstance(text, Wording) else cls(text)

    def __str__(self) -> str:
        return self.english

    def __bool__(self) -> bool:
        return bool(self.english)

    @property
    def is_in_both(self) -> bool:
        """Whether it says something in each language."""
        return bool(self.english.strip() and self.welsh.strip())


class Sentence(NamedTuple):
    """A sentence of the catalogue: `text` holds `%(name)s` for each of `values`; `plural` stands in
    its place where `number` is not one.

    A value may be text, a whole number, a date, another sentence, or a tuple of these, which is
    read as a list: "A, B and C". As `str` it is English.
    """

    text: str
    values: Mapping[str, object] = {}
    plural: str = ""
    number: int = 1

    def __str__(self) -> str:
        text = self.plural if self.plural and self.number != 1 else self.text
        return text % {name: _in_english(value) for name, value in self.values.items()}


def sentence(text: str, /, **values: object) -> Sentence:
    """A sentence with its values."""
    return Sentence(text, values)


def counted(one: str, many: str, number: int, /, **values: object) -> Sentence:
    """A sentence that differs by a number, which stands in it as `%(number)s`."""
    return Sentence(one, {"number": number, **values}, many, number)


def _in_english(value: object) -> str:
    match value:
        case Sentence():
            return str(value)
        case int():
            return f"{value:,}"
        case date():
            return f"{value.day} {value:%B %Y}"
        case tuple():
            *most, last = [_in_english(each) for each in value]
            return f"{', '.join(most)} and {last}" if most else last
        case _:
            return str(value)
