"""An officer's pages of files: what was sent, what one would change, taking and deleting it; and
everybody's page of where the data is from.
"""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.spreadsheets import csv_lines
from participation.data_imports import actions
from participation.data_imports.actions import ImportRefused
from participation.data_imports.forms import SendDataForm, TakeDataForm
from participation.data_imports.models import ChangeShown, DataImport
from participation.data_imports.queries import imports_of, sources_of
from participation.people.models import CouncilRequest, UserRequest
from participation.places.permissions import may_import_data
from participation.places.queries import left_in_ended_wards

A_PAGE = 25
FIRST = 20  # of each that stand on the page; the file has more


def about_data(request: CouncilRequest) -> HttpResponse:
    """Where the wards, postcodes and services are from, and under which licence."""
    context = {"sources": sources_of(request.council)}
    return page(request, "participation/about_data.html", context)


@never_cache
@login_required
def data_imports(request: UserRequest) -> HttpResponse:
    """The files that were sent, the newest first."""
    require(may_import_data(request.user, request.council))
    found = Paginator(imports_of(request.council), A_PAGE).get_page(request.GET.get("page"))
    postcodes, services = left_in_ended_wards(request.council, timezone.localdate())
    context = {"imports": found, "left_postcodes": postcodes, "left_services": services}
    return page(request, "participation/data_imports.html", context)


@never_cache
@login_required
def send_data(request: UserRequest) -> HttpResponse:
    """A file, and where it is from."""
    require(may_import_data(request.user, request.council))
    is_sent = request.method == "POST"
    council = request.council
    form = SendDataForm(*((request.POST, request.FILES) if is_sent else ()), council=council)
    if form.is_valid():
        try:
            found = actions.send_data(
                by=request.user, council=council, at=timezone.now(), **form.facts
            )
        except ImportRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("data_import", found.pk)
    status = 422 if form.errors else 200
    return page(request, "participation/send_data.html", {"form": form}, status=status)


@never_cache
@login_required
def data_import(request: UserRequest, import_id: UUID) -> HttpResponse:
    """What a file would change, or what became of it."""
    found = _import(request, import_id)
    return _page(request, found, TakeDataForm(found=found))


@never_cache
@login_required
def take_data(request: UserRequest, import_id: UUID) -> HttpResponse:
    """Put what was read in force."""
    found = _import(request, import_id)
    if request.method != "POST":
        return redirect("data_import", import_id)
    form = TakeDataForm(request.POST, found=found)
    if form.is_valid():
        try:
            actions.confirm_data(
                by=request.user,
                found=found,
                ends_missing=form.ends_missing,
                at=timezone.now(),
            )
        except ImportRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("We take it now. This is done in a moment."))
            return redirect("data_import", import_id)
    return _page(request, found, form)


@login_required
def discard_data(request: UserRequest, import_id: UUID) -> HttpResponse:
    """A file that was not taken goes."""
    found = _import(request, import_id)
    if request.method == "POST":
        try:
            actions.discard_data(by=request.user, found=found, at=timezone.now())
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The file was deleted."))
    return redirect("data_imports")


@login_required
def download_changes(request: UserRequest, import_id: UUID) -> StreamingHttpResponse:
    """What is wrong in a file, or would change, row by row: the first thousand of each."""
    found = _import(request, import_id)
    header = [_("What"), _("Row or key"), _("Name"), _("Field"), _("Before"), _("After")]
    lines = csv_lines(header, _lines(found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="changes.csv"'
    return response


def _lines(found: DataImport) -> Iterator[list[object]]:
    for row, words in found.faults:
        yield [_("Wrong"), row or "", words, "", "", ""]
    for word, changes in (
        (_("New"), found.new_ones),
        (_("Changed"), found.changed_ones),
        (_("Not in the file"), found.missing_ones),
    ):
        for change in changes:
            yield from _lines_of(word, change)


def _lines_of(word: str, change: ChangeShown) -> Iterator[list[object]]:
    if not change.fields:
        yield [word, change.key, change.name, "", "", ""]
    for each in change.fields:
        yield [word, change.key, change.name, each.label, each.before, each.after]


def _page(request: UserRequest, found: DataImport, form: TakeDataForm) -> HttpResponse:
    context = {
        "found": found,
        "form": form,
        "faults": found.faults[:FIRST],
        "new": found.new_ones[:FIRST],
        "changed": found.changed_ones[:FIRST],
        "missing": found.missing_ones[:FIRST],
    }
    status = 422 if form.errors else 200
    return page(request, "participation/data_import.html", context, status=status)


def _import(request: UserRequest, import_id: UUID) -> DataImport:
    require(may_import_data(request.user, request.council))
    rows = DataImport.objects.filter(council=request.council).defer("content")
    return get_object_or_404(rows.select_related("sector", "sent_by", "taken_by"), pk=import_id)
