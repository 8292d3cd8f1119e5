"""Writes documents (frozen dataclasses of codes, numbers and sentences to say) as JSON, and reads
them back as what they were.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from coopservices.sentences import Sentence, Wording

Document = TypeVar("Document")
Reader: TypeAlias = Callable[[Any], Any]


def written(document: Any) -> Any:
    """The document as JSON can hold it: dataclasses, mappings and sentences as objects, tuples as
    lists, and codes, fractions, days and times as text.

    What a sentence tells of must be text, whole numbers, wordings, sentences or tuples of these.
    """
    if isinstance(document, Sentence):
        document = document._asdict()
    if is_dataclass(document):
        return {field.name: written(getattr(document, field.name)) for field in fields(document)}
    if isinstance(document, dict):
        return {name: written(value) for name, value in document.items()}
    if isinstance(document, tuple):
        return [written(each) for each in document]
    if isinstance(document, Enum):
        return document.value
    if isinstance(document, date):
        return document.isoformat()
    return str(document) if isinstance(document, Fraction) else document


def read(kind: type[Document], plain: Any) -> Document:
    """The document that was written. Raises KeyError where something is lacking that it has."""
    document: Document = _reader(cast("Any", kind))(plain)
    return document


@cache
def _reader(kind: Any) -> Reader:
    """What makes a value of a kind from what was written of it, found out once for each kind."""
    of, parts = get_origin(kind), get_args(kind)
    if of in (UnionType, Union):
        return _reader_of_one([part for part in parts if part is not NoneType])
    if of is tuple:
        return _reader_of_all(parts)
    if of in (dict, Mapping):
        value = _reader(parts[1])
        return lambda plain: {name: value(each) for name, each in plain.items()}
    if is_dataclass(kind):
        return _reader_of_fields(kind)
    if kind in _READERS:
        return _READERS[kind]
    is_code = isinstance(kind, type) and issubclass(kind, Enum)
    return kind if is_code or kind is Fraction else _as_it_is


def _as_it_is(plain: Any) -> Any:
    return plain


def _sentence(plain: Any) -> Any:
    """A sentence, or what stands in one: an object is a sentence or a wording, and a list a
    tuple.
    """
    if isinstance(plain, dict) and "english" in plain:
        return Wording(**plain)
    if isinstance(plain, dict):
        values = {name: _sentence(each) for name, each in plain["values"].items()}
        return Sentence(**plain | {"values": values})
    return tuple(map(_sentence, plain)) if isinstance(plain, list) else plain


_READERS: Mapping[Any, Reader] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Sentence: _sentence,
}


def _reader_of_one(kinds: Sequence[Any]) -> Reader:
    """Of a value that may be missing, or be one of two kinds: a number stands as itself then, and
    the other as text.
    """
    if len(kinds) == 1:
        reader = _reader(kinds[0])
        return lambda plain: None if plain is None else reader(plain)
    text = _reader(next(kind for kind in kinds if kind is not int))
    return lambda plain: text(plain) if isinstance(plain, str) else plain


def _reader_of_all(parts: Sequence[Any]) -> Reader:
    """Of a tuple: of any length and one kind, or of as many parts as it has kinds."""
    readers = [_reader(part) for part in parts if part is not Ellipsis]
    if parts[-1] is Ellipsis:
        return lambda plain: tuple(map(readers[0], plain))
    return lambda plain: tuple(reader(each) for reader, each in zip(readers, plain, strict=True))


def _reader_of_fields(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = [(field.name, _reader(hints[field.name])) for field in fields(kind)]
    return lambda plain: kind(*[reader(plain[name]) for name, reader in readers])
