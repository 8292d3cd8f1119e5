"""Writes documents (frozen dataclasses of codes and numbers) as JSON, and reads them back as what
they were.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from itertools import repeat
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Document = TypeVar("Document")


def written(document: Any) -> Any:
    """The document as JSON can hold it: dataclasses and mappings as objects, tuples as lists, and
    codes, fractions, days and times as text.
    """
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


def read(kind: type[Document], told: Any) -> Document:
    """The document that was written. Raises KeyError where something is lacking that it has."""
    document: Document = _read(kind, told)
    return document


def _read(kind: Any, told: Any) -> Any:
    if told is None:
        return None
    of, parts = get_origin(kind), get_args(kind)
    if of in (UnionType, Union):
        return _read(_told_as(parts, told), told)
    if of is tuple:
        kinds = repeat(parts[0]) if parts[-1] is Ellipsis else parts
        return tuple(_read(part, each) for part, each in zip(kinds, told, strict=False))
    if of in (dict, Mapping):
        return {name: _read(parts[1], value) for name, value in told.items()}
    if not is_dataclass(kind):
        return _value(kind, told)
    hints = _hints(cast("Any", kind))
    return cast("Any", kind)(**{name: _read(hint, told[name]) for name, hint in hints.items()})


def _value(kind: Any, told: Any) -> Any:
    if kind in (date, datetime):
        return kind.fromisoformat(told)
    is_code = isinstance(kind, type) and issubclass(kind, Enum)
    return kind(told) if is_code or kind is Fraction else told


def _told_as(parts: tuple[Any, ...], told: Any) -> Any:
    """Which of the kinds that a value may have it was written from: of two, a number stands as
    itself and the other as text.
    """
    kinds = [part for part in parts if part is not NoneType]
    if len(kinds) == 1 or not isinstance(told, str):
        return kinds[0]
    return next(kind for kind in kinds if kind is not int)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
