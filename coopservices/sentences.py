"""A sentence with what it tells of kept apart, so that it can be said in any language at the last
moment.

Engines know no language. They return a sentence in English and the values that stand in it, and
`coopservices.languages.say` looks the sentence up in the reader's catalogue.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


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
