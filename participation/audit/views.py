"""The pages of the audit: for officers and the guardian, and everybody's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coopservices import audit
from coopservices.listing import KeysetPage, narrowing, numbered_page
from coopservices.models import AuditEntry
from coopservices.pages import page
from coopservices.permissions import require
from coopservices.spreadsheets import csv_lines
from participation.audit.actions import ask_for_audit_check
from participation.audit.forms import AuditFilter
from participation.audit.permissions import may_read_audit
from participation.audit.queries import (
    PAGE,
    audit_about,
    audit_of,
    check_now,
    lines_of,
    own_lines_of,
    table_of,
)
from participation.people.models import UserRequest

COLUMNS = ("n", "at", "act", "words", "actor_id", "role", "kind", "id", "details", "entry_hash")


@login_required
def audit_log(request: UserRequest) -> HttpResponse:
    """Who did what here, newest first, and whether the chain holds."""
    require(may_read_audit(request.user, request.council))
    asked = narrowing(request.GET, AuditFilter.base_fields)
    form = AuditFilter(asked)
    found: KeysetPage[AuditEntry] = KeysetPage([], None, None)
    if form.is_valid():
        rows = audit_of(request.council, form.narrowing())
        cursor = request.GET.get("page", "")
        found = numbered_page(rows, cursor=cursor, size=PAGE, filters=asked)
    context = {
        "form": form,
        "page": found,
        "lines": lines_of(found.rows, request.council),
        "is_narrowed": bool(asked),
        "narrowed": urlencode(asked),
        "check": check_now(),
    }
    return page(
        request, "participation/audit_log.html", context, status=422 if form.errors else 200
    )


@require_POST
@login_required
def download_audit(request: UserRequest) -> HttpResponseBase:
    """The same entries as a file; that it was taken is an entry itself."""
    require(may_read_audit(request.user, request.council))
    form = AuditFilter(narrowing(request.GET, AuditFilter.base_fields))
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('download/')}?{request.GET.urlencode()}")
    audit.record_reading("audit_exported", request.council, by=request.user, at=timezone.now())
    lines = csv_lines(COLUMNS, table_of(audit_of(request.council, form.narrowing())))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


@require_POST
@login_required
def check_audit(request: UserRequest) -> HttpResponse:
    """Ask for the whole chain to be read again."""
    ask_for_audit_check(by=request.user, council=request.council, at=timezone.now())
    messages.success(request, _("The check is asked for. Its result stands here once it is done."))
    return redirect("audit_log")


@login_required
def who_read_my_data(request: UserRequest) -> HttpResponse:
    """Who looked at what is held about the reader, and what was done with their account."""
    rows = audit_about(request.user, request.council)
    found = numbered_page(rows, cursor=request.GET.get("page", ""), size=PAGE, filters={})
    context = {"page": found, "lines": own_lines_of(found.rows, request.user)}
    return page(request, "participation/who_read_my_data.html", context)
