"""Writes accounts (frozen dataclasses) as JSON documents, and reads them back as what they were."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Account = TypeVar("Account")


def written(account: Any) -> Any:
    """The account as JSON can hold it: dataclasses and mappings as objects, tuples as lists, days
    and times as text.
    """
    if is_dataclass(account):
        return {field.name: written(getattr(account, field.name)) for field in fields(account)}
    if isinstance(account, dict):
        return {name: written(value) for name, value in account.items()}
    if isinstance(account, tuple):
        return [written(each) for each in account]
    return account.isoformat() if isinstance(account, date) else account


def read(kind: type[Account], document: Any) -> Account:
    """The account that a document tells. Raises KeyError where the document lacks something the
    account has.
    """
    account: Account = _read(kind, document)
    return account


def _read(kind: Any, document: Any) -> Any:
    if document is None:
        return None
    of, parts = get_origin(kind), get_args(kind)
    if of in (UnionType, Union):
        return _read(next(part for part in parts if part is not NoneType), document)
    if of is tuple:
        return tuple(_read(parts[0], each) for each in document)
    if of is dict:
        return {name: _read(parts[1], value) for name, value in document.items()}
    if is_dataclass(kind):
        return cast("Any", kind)(
            **{
                name: _read(hint, document[name])
                for name, hint in _hints(cast("Any", kind)).items()
            }
        )
    return kind.fromisoformat(document) if kind in (date, datetime) else document


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
