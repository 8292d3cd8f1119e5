"""Long lists: searching and narrowing them, and keyset pages, each of which costs one query of the
same size.

A page's cursor is the time (or the day, where no more is told) and key of the row beside it, not a
count of the rows before it, so nothing is missed or seen twice while others publish. In a list by
name it is that row's key alone: a name is not written into an address.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial, reduce
from operator import or_
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=Model)
LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8  # of a search; the rest is not looked for
NUMBERED = re.compile(r"(older|newer)-([0-9]{1,18})", re.ASCII)
CURSOR = re.compile(r"(older|newer)-([0-9]{1,16})-([0-9]{1,18})", re.ASCII)
NAMED_CURSOR = re.compile(r"(after|before)-([0-9]{1,18})", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def narrowing(asked: Mapping[str, str], filters: Iterable[str]) -> dict[str, str]:
    """What of an address narrows the list, and so belongs in the addresses of its other pages."""
    return {name: value for name in filters if (value := asked.get(name, "").strip())}


def containing(rows: "QuerySet[Row, Row]", text: str, *fields: str) -> "QuerySet[Row, Row]":
    """Those rows of which each of the first few words is found in one of these fields."""
    for word in text.split()[:MOST_WORDS]:
        rows = rows.filter(reduce(or_, (Q((f"{name}__icontains", word)) for name in fields)))
    return rows


class WordsFilter(django_filters.CharFilter):  # type: ignore[misc]  # django-filter has no types
    """The search box of a list, which looks for words in these fields of its rows."""

    def __init__(self, *looks_in: str) -> None:
        box = forms.TextInput(attrs={"type": "search"})
        super().__init__(label=_("Search"), max_length=LONGEST_SEARCH, widget=box)
        self.looks_in = looks_in

    def filter(self, rows: "QuerySet[Any, Any]", words: str) -> "QuerySet[Any, Any]":
        """The rows that contain the words; all of them where nobody searched."""
        return containing(rows, words, *self.looks_in)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """Some rows of a list, and the addresses of the pages beside them, None at either end."""

    rows: list[Row]
    previous_href: str | None
    next_href: str | None

    @property
    def has_previous(self) -> bool:
        """Whether there are rows before these: newer ones, or by name."""
        return self.previous_href is not None

    @property
    def has_next(self) -> bool:
        """Whether there are rows after these: older ones, or by name."""
        return self.next_href is not None


def keyset_page(
    rows: "QuerySet[Row, Any]", *, by: str, cursor: str, size: int, filters: Mapping[str, str]
) -> KeysetPage[Row]:
    """The page at `cursor`, newest first `by` this time or day; the newest page where it is no
    cursor of ours. One query.
    """
    href = partial(_href, by=by, filters=filters)
    found = CURSOR.fullmatch(cursor)
    beside = _read(int(found[2]), rows.model, by) if found else None
    if found is None or beside is None:
        taken = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
        return _page(taken[:size], href, is_newest=True, is_oldest=len(taken) <= size)

    key = int(found[3])
    if found[1] == "older":
        beyond = Q((f"{by}__lt", beside)) | Q((by, beside), pk__lt=key)
        taken = list(rows.filter(beyond).order_by(f"-{by}", "-pk")[: size + 1])
        return _page(taken[:size], href, is_newest=False, is_oldest=len(taken) <= size)

    beyond = Q((f"{by}__gt", beside)) | Q((by, beside), pk__gt=key)
    taken = list(rows.filter(beyond).order_by(by, "pk")[: size + 1])
    return _page(taken[:size][::-1], href, is_newest=len(taken) <= size, is_oldest=False)


def numbered_page(
    rows: "QuerySet[Row, Any]", *, cursor: str, size: int, filters: Mapping[str, str]
) -> KeysetPage[Row]:
    """The same of rows that are numbered in the order in which they came: newest first by key, and
    nothing else is told. One query.
    """
    href = partial(_numbered_href, filters=filters)
    found = NUMBERED.fullmatch(cursor)
    if found and found[1] == "newer":
        taken = list(rows.filter(pk__gt=int(found[2])).order_by("pk")[: size + 1])
        is_newest = len(taken) <= size
        return _page(taken[:size][::-1], href, is_newest=is_newest, is_oldest=False)
    beyond = rows.filter(pk__lt=int(found[2])) if found else rows
    taken = list(beyond.order_by("-pk")[: size + 1])
    return _page(taken[:size], href, is_newest=found is None, is_oldest=len(taken) <= size)


def _numbered_href(direction: str, row: Model, *, filters: Mapping[str, str]) -> str:
    return "?" + urlencode({**filters, "page": f"{direction}-{row.pk}"})


def page_by_name(
    rows: "QuerySet[Row, Any]", *, by: str, cursor: str, size: int, filters: Mapping[str, str]
) -> KeysetPage[Row]:
    """The page at `cursor`, in the order of this column of names; the first page where it is no
    cursor of ours, or its row is gone. Two queries.
    """
    found = NAMED_CURSOR.fullmatch(cursor)
    key = int(found[2]) if found else 0
    beside = rows.filter(pk=key).values_list(by, flat=True).first() if found else None
    if found is None or beside is None:
        taken = list(rows.order_by(by, "pk")[: size + 1])
        return _page_by_name(taken[:size], filters, is_first=True, is_last=len(taken) <= size)

    if found[1] == "after":
        beyond = Q((f"{by}__gt", beside)) | Q((by, beside), pk__gt=key)
        taken = list(rows.filter(beyond).order_by(by, "pk")[: size + 1])
        return _page_by_name(taken[:size], filters, is_first=False, is_last=len(taken) <= size)

    beyond = Q((f"{by}__lt", beside)) | Q((by, beside), pk__lt=key)
    taken = list(rows.filter(beyond).order_by(f"-{by}", "-pk")[: size + 1])
    is_first = len(taken) <= size
    return _page_by_name(taken[:size][::-1], filters, is_first=is_first, is_last=False)


def _page_by_name(
    rows: list[Row], filters: Mapping[str, str], *, is_first: bool, is_last: bool
) -> KeysetPage[Row]:
    def href(direction: str, row: Row) -> str:
        return "?" + urlencode({**filters, "page": f"{direction}-{row.pk}"})

    before = None if is_first or not rows else href("before", rows[0])
    after = None if is_last or not rows else href("after", rows[-1])
    return KeysetPage(rows, before, after)


def _page(
    rows: list[Row], href: Callable[[str, Row], str], *, is_newest: bool, is_oldest: bool
) -> KeysetPage[Row]:
    newer = None if is_newest or not rows else href("newer", rows[0])
    older = None if is_oldest or not rows else href("older", rows[-1])
    return KeysetPage(rows, newer, older)


def _href(direction: str, row: Model, *, by: str, filters: Mapping[str, str]) -> str:
    beside = _written(getattr(row, by))
    return "?" + urlencode({**filters, "page": f"{direction}-{beside}-{row.pk}"})


def _written(beside: date) -> int:
    """A time in microseconds since 1970, a day in days."""
    if isinstance(beside, datetime):
        return (beside - EPOCH) // timedelta(microseconds=1)
    return (beside - EPOCH.date()).days


def _read(number: int, model: type[Model], by: str) -> date | None:
    """The time or the day that was written so; None for one beyond the calendar."""
    is_time = isinstance(model._meta.get_field(by), DateTimeField)  # noqa: SLF001 (Django's public name)
    try:
        if is_time:
            return EPOCH + timedelta(microseconds=number)
        return EPOCH.date() + timedelta(days=number)
    except OverflowError:
        return None
