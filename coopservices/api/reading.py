"""What every address of the API has in common that reads: open to all, paged by cursor, deaf to
nonsense.
"""

from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet


class Pages(CursorPagination):
    """Fifty rows to a page, and the addresses of the next and the previous one."""

    page_size = 50
    cursor_query_description = (
        "Where the page begins, as `next` and `previous` of another page say."
    )

    def paginate_queryset(
        self, queryset: Any, request: Request, view: Any = None
    ) -> list[Any] | None:
        """The rows of a page; a cursor that was made up is refused, whatever it decodes to."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError, ValidationError) as problem:
            raise ParseError(_("This cursor is not one of ours.")) from problem


class Newest(Pages):
    """Newest first."""

    ordering = ("-published_at", "-pk")


class NewestDay(Pages):
    """The newest day first; within a day, what was begun last."""

    ordering = ("-published_on", "-pk")
    offset_cutoff = 1_000_000  # of one day, whose rows a cursor counts


class ByKey(Pages):
    """In the order in which they came to us."""

    ordering = ("pk",)


class Reading(GenericAPIView[Any]):
    """An address that tells what everybody may know about the council of this host."""

    http_method_names = ["get", "head"]

    @property
    def council(self) -> Any:
        """The council of this host, as our middleware found it."""
        return self.request.council  # type: ignore[attr-defined]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what no reader could mean before anything is asked of the database."""
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS:  # any other is refused as such
            refuse_nonsense(request)


class ReadingList(Reading, ListModelMixin, GenericViewSet[Any]):
    """A list, page by page."""


class ReadingMany(ReadingList, RetrieveModelMixin):
    """A list, page by page, and each thing in it."""


def refuse_nonsense(request: Request) -> None:
    """Raise ParseError (400) for what `refuse_strange_text` refuses, and for any body."""
    refuse_strange_text(request)
    if request.META.get("CONTENT_LENGTH") not in (None, "", "0"):
        raise ParseError(_("This only reads. Send no body."))


def refuse_strange_text(request: Request) -> None:
    """Raise ParseError (400) for a NUL in what is asked, and for text that is not UTF-8, as lone
    surrogates are not.
    """
    try:
        asked = unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
    except UnicodeDecodeError as problem:
        raise ParseError(_("The address is not UTF-8.")) from problem
    if "\0" in asked:
        raise ParseError(_("The address has a NUL character in it."))
