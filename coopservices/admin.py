"""Windows on what the ground keeps, and on people: who looks at people leaves an entry in the
audit.
"""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from coopservices import audit
from coopservices.models import AuditEntry
from coopservices.windows import Window


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
