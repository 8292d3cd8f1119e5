"""An officer's pages of registers: what there is, sending a file, its columns, what was found in
it, taking it and deleting.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.spreadsheets import csv_lines
from participation.people.models import UserRequest
from participation.voter_registers.actions import keeping, sending
from participation.voter_registers.actions.keeping import RegisterRefused
from participation.voter_registers.forms import (
    BeginForm,
    ColumnsForm,
    DeleteForm,
    SendForm,
    TakeForm,
)
from participation.voter_registers.models import RegisterVersion, VoterRegister
from participation.voter_registers.permissions import may_keep_registers
from participation.voter_registers.queries import registers_now

FAULTS_A_PAGE = 50


@login_required
def voter_registers(request: UserRequest) -> HttpResponse:
    """The registers of the council."""
    require(may_keep_registers(request.user, request.council))
    context = {"registers": registers_now(request.council)}
    return page(request, "participation/voter_registers.html", context)


@login_required
def begin_register(request: UserRequest) -> HttpResponse:
    """A new register, with nobody on it yet."""
    require(may_keep_registers(request.user, request.council))
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            register = keeping.begin_register(
                by=request.user, council=request.council, at=timezone.now(), **form.facts
            )
        except RegisterRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("send_register", register.pk)
    status = 422 if form.errors else 200
    return page(request, "participation/begin_register.html", {"form": form}, status=status)


@login_required
def voter_register(request: UserRequest, register_id: int) -> HttpResponse:
    """One register: who is on it, and the files that were sent."""
    register = _register(request, register_id)
    versions = register.versions.select_related("uploaded_by", "taken_by")
    context = {"register": register, "versions": versions}
    return page(request, "participation/voter_register.html", context)


@never_cache
@sensitive_post_parameters()
@login_required
def send_register(request: UserRequest, register_id: int) -> HttpResponse:
    """A file, which stays in memory until it is sealed."""
    register = _register(request, register_id)
    is_sent = request.method == "POST"
    form = SendForm(request.POST, request.FILES) if is_sent else SendForm()
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            version = sending.send_register(
                by=request.user, register=register, content=content, at=timezone.now()
            )
        except RegisterRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("confirm_columns", register_id, version.pk)
    context = {"register": register, "form": form}
    status = 422 if form.errors else 200
    return page(request, "participation/send_register.html", context, status=status)


@never_cache
@login_required
def confirm_columns(request: UserRequest, register_id: int, version_id: UUID) -> HttpResponse:
    """What stands in which column, guessed, to be confirmed."""
    version = _version(request, register_id, version_id)
    if not version.waits_for_columns:
        return redirect("register_version", register_id, version_id)
    form = ColumnsForm(request.POST if request.method == "POST" else None, version=version)
    if form.is_valid():
        try:
            sending.confirm_columns(
                by=request.user, version=version, uses=form.uses, at=timezone.now()
            )
        except RegisterRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("register_version", register_id, version_id)
    context = {"register": version.register, "version": version, "form": form}
    status = 422 if form.errors else 200
    return page(request, "participation/confirm_columns.html", context, status=status)


@never_cache
@login_required
def register_version(request: UserRequest, register_id: int, version_id: UUID) -> HttpResponse:
    """How far the check of a file is, and what was found in it."""
    version = _version(request, register_id, version_id)
    if version.waits_for_columns:
        return redirect("confirm_columns", register_id, version_id)
    return _version_page(request, version, TakeForm(version=version))


@login_required
def download_faults(
    request: UserRequest, register_id: int, version_id: UUID
) -> StreamingHttpResponse:
    """The faulty lines by their numbers, and what is wrong with each; nothing that stands there."""
    version = _version(request, register_id, version_id)
    header = [_("Line"), _("What is wrong")]
    faults = version.faults.iterator(chunk_size=2000)
    lines = csv_lines(header, ([each.line, each.words] for each in faults))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="faulty-lines.csv"'
    return response


@never_cache
@login_required
def take_register(request: UserRequest, register_id: int, version_id: UUID) -> HttpResponse:
    """Put what was checked in force."""
    version = _version(request, register_id, version_id)
    if request.method != "POST":
        return redirect("register_version", register_id, version_id)
    form = TakeForm(request.POST, version=version)
    if form.is_valid():
        try:
            keeping.take_register(
                by=request.user, version=version, at=timezone.now(), **form.cleaned_data
            )
        except RegisterRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("This register is in force."))
            return redirect("voter_register", register_id)
    return _version_page(request, version, form)


@login_required
def discard_version(request: UserRequest, register_id: int, version_id: UUID) -> HttpResponse:
    """Discard a file that was sent, and what was found in it."""
    version = _version(request, register_id, version_id)
    if request.method == "POST":
        try:
            keeping.discard_version(by=request.user, version=version, at=timezone.now())
        except RegisterRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The file was deleted."))
    return redirect("voter_register", register_id)


@login_required
def delete_register(request: UserRequest, register_id: int) -> HttpResponse:
    """Everybody on a register is deleted, after asking."""
    register = _register(request, register_id)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keeping.delete_register(by=request.user, register=register, at=timezone.now())
        messages.success(request, _("The register was deleted."))
        return redirect("voter_registers")
    context = {"register": register, "form": form}
    status = 422 if form.errors else 200
    return page(request, "participation/delete_register.html", context, status=status)


def _version_page(request: UserRequest, version: RegisterVersion, form: TakeForm) -> HttpResponse:
    faults = Paginator(version.faults.all(), FAULTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "register": version.register,
        "version": version,
        "faults": faults,
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "participation/register_version.html", context, status=status)


def _register(request: UserRequest, register_id: int) -> VoterRegister:
    require(may_keep_registers(request.user, request.council))
    return get_object_or_404(VoterRegister, pk=register_id, council=request.council)


def _version(request: UserRequest, register_id: int, version_id: UUID) -> RegisterVersion:
    register = _register(request, register_id)
    version = get_object_or_404(register.versions, pk=version_id)
    version.register = register
    return version
