"""All that is held about somebody, read by the registry of personal data, so that nothing can be
forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import Model, Q, QuerySet

from participation.engines.personal_data import Personal, Use, personal_data, uses
from participation.people.models import User

MOST_ON_PAGE = 100  # rows of a table; a file has all


@dataclass(frozen=True)
class HeldRows:
    """Rows of a table about somebody, for one use: the names of their fields, and of each row its
    values as they are kept. `has_more` where a page shows the first alone; `secrets` are fields
    that are held and never handed out.
    """

    table: str
    use: Use
    fields: tuple[str, ...]
    rows: list[tuple[object, ...]]
    has_more: bool = False
    secrets: tuple[str, ...] = ()


def held_about(user: User, *, most: int | None = None) -> Iterator[HeldRows]:
    """What is held about somebody, table by table, those alone that hold something; with `most`, so
    many rows of each. Two queries for each link from a table to an account, however much it is.
    """
    addresses = _addresses(user)
    for table, data in personal_data():
        if not data.of and not data.address:
            continue
        rows = _rows(table, data, user, addresses)
        if data.is_secret:
            if rows.exists():
                yield HeldRows(table, data.use, (), [], secrets=data.fields)
            continue
        found = list(rows[: most + 1] if most else rows.iterator(chunk_size=2000))
        if found:
            shown = found[:most] if most else found
            names = data.beside + data.fields
            values = [tuple(_plain(row, name) for name in names) for row in shown]
            yield HeldRows(table, data.use, names, values, has_more=len(found) > len(shown))


def held_without_a_name() -> list[Use]:
    """The uses of which nobody can tell whose a row is, and so nobody can hand it out."""
    found = {data.use.code for _, data in personal_data() if data.of or data.address}
    return [use for use in uses() if use.code not in found]


def _rows(table: str, data: Personal, user: User, addresses: list[str]) -> "QuerySet[Any]":
    model = apps.get_model(table)
    if data.address:
        alike = (Q(**{f"{data.address}__iexact": each}) for each in addresses)
        about = reduce(or_, alike)
    else:
        about = Q(**{data.of: user.pk}, **data.where)
    links = [name for name in data.fields if model._meta.get_field(name).is_relation]  # noqa: SLF001 (Django's public name for it)
    rows: QuerySet[Any] = model._default_manager.filter(about).order_by("pk")  # noqa: SLF001
    return rows.select_related(*links) if links else rows


def _addresses(user: User) -> list[str]:
    shown = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted({user.email, *shown})


def _plain(row: Model, name: str) -> object:
    """A value as a file can hold it: of a link, what it is called; of an account, its number."""
    value = getattr(row, name)
    if isinstance(value, User):
        return value.pk
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if value is None or isinstance(value, str | int | bool | date | datetime):
        return value
    return str(value)
