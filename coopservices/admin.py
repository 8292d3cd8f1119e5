"""The admin shows rows and changes none: a site that opens windows only, whoever registers what.
Who looks at people leaves an entry in the audit.
"""

from typing import Any, cast

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from coopservices import audit
from coopservices.models import AuditEntry

# What a listed filter adds to its field's name in the address.
TAILS = ("", "__exact", "__id__exact", "__isnull")


def _nobody(window: Any, request: HttpRequest, obj: Any = None) -> bool:
    return False


class Window(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Shows rows and changes none, whoever looks."""

    actions = None
    has_add_permission = has_change_permission = has_delete_permission = _nobody

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the page offers: Django would also search by any field in the address, and so
        tell who wrote a proposal.
        """
        return lookup in {f"{name}{tail}" for name in self.list_filter for tail in TAILS}


class Windows(admin.AdminSite):
    """The admin of our windows. What a library registers is no window, and is not shown: its e-mail
    addresses, groups and tokens could be changed here.
    """

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Open a window; anything else that is registered stays shut."""
        if admin_class is not None and issubclass(admin_class, Window):
            super().register(model_or_iterable, admin_class, **options)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Nothing is changed here, one's own password included."""
        raise Http404


class WindowOnPeople(Window):
    """A window that shows who people are: each look, at one or at the list, is in the audit."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, as Django shows it."""
        answer = super().changelist_view(request, extra_context)
        self._was_read("people_listed", self.model, request)
        return answer

    def render_change_form(self, request: HttpRequest, *facts: Any, **more: Any) -> HttpResponse:
        """One row, as Django shows it to whoever may see it."""
        if (row := more.get("obj")) is not None:
            self._was_read("person_read", row, request)
        return super().render_change_form(request, *facts, **more)

    def _was_read(self, act: str, what: Any, request: HttpRequest) -> None:
        audit.record_reading(act, what, by=cast("Any", request.user), at=timezone.now())


@admin.register(AuditEntry)
class AuditWindow(Window):
    """The audit, newest first; it holds ids, and shows none of the people behind them."""

    list_display = ["n", "at", "act", "actor_id", "role", "council_id", "subject_type"]
    list_filter = ["act"]
    ordering = ["-n"]
    search_fields = ["=subject_id", "=actor_id"]
