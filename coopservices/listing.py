"""Long lists: searching and narrowing them, and keyset pages, each of which costs one query of the
same size.

A page's cursor is the time and key of the row beside it, not a count of the rows before it, so
nothing is missed or seen twice while others publish.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=Model)
LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8  # of a search; the rest is not looked for
CURSOR = re.compile(r"(older|newer)-([0-9]{1,16})-([0-9]{1,18})", re.ASCII)
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
        """Whether there are newer rows."""
        return self.previous_href is not None

    @property
    def has_next(self) -> bool:
        """Whether there are older rows."""
        return self.next_href is not None


def keyset_page(
    rows: "QuerySet[Row, Any]", *, cursor: str, size: int, filters: Mapping[str, str]
) -> KeysetPage[Row]:
    """The page at `cursor`, newest first; the newest page where it is no cursor of ours. One
    query.
    """
    found = CURSOR.fullmatch(cursor)
    if found is None:
        taken = list(rows.order_by("-published_at", "-pk")[: size + 1])
        return _page(taken[:size], is_newest=True, is_oldest=len(taken) <= size, filters=filters)

    moment, key = EPOCH + timedelta(microseconds=int(found[2])), int(found[3])
    if found[1] == "older":
        beyond = Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=key)
        taken = list(rows.filter(beyond).order_by("-published_at", "-pk")[: size + 1])
        return _page(taken[:size], is_newest=False, is_oldest=len(taken) <= size, filters=filters)

    beyond = Q(published_at__gt=moment) | Q(published_at=moment, pk__gt=key)
    taken = list(rows.filter(beyond).order_by("published_at", "pk")[: size + 1])
    return _page(taken[:size][::-1], is_newest=len(taken) <= size, is_oldest=False, filters=filters)


def _page(
    rows: list[Row], *, is_newest: bool, is_oldest: bool, filters: Mapping[str, str]
) -> KeysetPage[Row]:
    newer = None if is_newest or not rows else _href("newer", rows[0], filters)
    older = None if is_oldest or not rows else _href("older", rows[-1], filters)
    return KeysetPage(rows, newer, older)


def _href(direction: str, row: Row, filters: Mapping[str, str]) -> str:
    published_at: datetime = getattr(row, "published_at")  # noqa: B009 (any model's that is listed by it)
    microseconds = (published_at - EPOCH) // timedelta(microseconds=1)
    return "?" + urlencode({**filters, "page": f"{direction}-{microseconds}-{row.pk}"})
