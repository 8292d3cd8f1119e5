"""Entering a code, and an officer's pages of a poll's codes."""

from collections.abc import Iterator
from typing import Any, TypeVar
from uuid import UUID

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from coopservices import audit
from coopservices.pages import page
from coopservices.permissions import require
from coopservices.reauthentication import shown_again
from coopservices.spreadsheets import csv_lines
from participation.models import CouncilRequest, UserRequest
from priorities.booth.actions import leave
from priorities.engines.letters import labels_pdf, letters_pdf, posters_pdf
from priorities.engines.voting_codes import printed
from priorities.polls.models import Poll
from priorities.voting_codes.actions import codes as actions
from priorities.voting_codes.actions.codes import CODE_REFUSALS, CodesPaused, CodesRefused
from priorities.voting_codes.forms import (
    OrderForm,
    PosterForm,
    PrintForm,
    ReplaceForm,
    VotingCodeForm,
)
from priorities.voting_codes.models import CodeBatch
from priorities.voting_codes.permissions import (
    may_post_letters,
    may_run_codes,
    may_see_batches,
)
from priorities.voting_codes.queries import (
    Letter,
    batches_now,
    letters,
    postings_now,
    takes_codes,
)
from priorities.voting_codes.words import (
    LANGUAGES,
    code_address,
    letter,
    letter_words,
    poster_words,
    printed_code,
)

Response = TypeVar("Response", bound=HttpResponseBase)

# --- A voter's ------------------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters()
def enter_voting_code(request: CouncilRequest) -> HttpResponse:
    """The way in with a code, for every vote of the council; what a letter's QR code leads to, with
    the code behind the `#`, which no browser sends.
    """
    form = VotingCodeForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            redeemed = actions.enter_code(
                session=request.session,
                network=get_ip(request),
                council=request.council,
                typed=form.cleaned_data["code"],
                at=timezone.now(),
            )
        except CODE_REFUSALS as refusal:
            form.refuse_code(refusal)
            status = 429 if isinstance(refusal, CodesPaused) else 422
        else:
            if redeemed.used_on is None:
                return redirect("choose", redeemed.poll.pk)
            context = {"poll": redeemed.poll, "used_on": redeemed.used_on}
            return page(request, "priorities/code_used_before.html", context)
    return page(request, "priorities/enter_voting_code.html", {"form": form}, status=status)


@never_cache
@require_POST
def leave_booth(request: CouncilRequest) -> HttpResponse:
    """Forget in this browser by what somebody came in."""
    leave(session=request.session)
    return redirect("home")


# --- An officer's ---------------------------------------------------------------------------------


@login_required
def voting_codes(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """The batches of a poll, and what became of their codes."""
    poll = _poll(request, poll_id)
    context = {
        "poll": poll,
        "batches": batches_now(poll),
        "may_run": may_run_codes(request.user, poll),
        "takes_codes": takes_codes(poll),
        "poster_form": PosterForm(),
    }
    return page(request, "priorities/voting_codes.html", context)


@login_required
def order_codes(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """A new batch."""
    poll = _poll(request, poll_id)
    require(may_run_codes(request.user, poll))
    form = OrderForm(
        request.POST if request.method == "POST" else None,
        poll=poll,
        may_write_welsh=request.council.may_write_welsh,
        must_write_welsh=False,
    )
    if form.is_valid():
        try:
            batch = actions.order_codes(
                by=request.user, poll=poll, at=timezone.now(), **form.cleaned_data
            )
        except CodesRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The codes are being made."))
            return redirect("code_batch", poll_id, batch.pk)
    context = {"form": form, "poll": poll}
    return page(request, "priorities/order_codes.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
def code_batch(request: UserRequest, poll_id: UUID, batch_id: UUID) -> HttpResponse:
    """One batch: how far it is, its numbers, and what can be done with it."""
    return _batch_page(request, _batch(request, poll_id, batch_id))


@never_cache
@require_POST
@login_required
def replace_code(request: UserRequest, poll_id: UUID, batch_id: UUID) -> HttpResponse:
    """A code that was lost is replaced, or works no more."""
    batch = _batch(request, poll_id, batch_id)
    form = ReplaceForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, batch, replace_form=form)
    serial = form.cleaned_data["serial"]
    told = {"serial": serial, "letter": batch.letter_of(serial)}
    try:
        if form.cleaned_data["what"] == "void":
            actions.void_code(by=request.user, batch=batch, serial=serial, at=timezone.now())
            messages.success(request, _("Code number %(serial)s works no more.") % told)
        else:
            actions.replace_code(by=request.user, batch=batch, serial=serial, at=timezone.now())
            words = _("Code number %(serial)s is another one now. Print letter %(letter)s again.")
            messages.success(request, words % told)
    except CodesRefused as refusal:
        form.refuse(refusal)
        return _batch_page(request, batch, replace_form=form)
    return redirect("code_batch", poll_id, batch_id)


@never_cache
@require_POST
@login_required
def print_codes(request: UserRequest, poll_id: UUID, batch_id: UUID) -> HttpResponse:
    """Letters or labels as PDF. The codes are made for it, and kept nowhere; that they were printed
    is in the audit.
    """
    batch = _batch(request, poll_id, batch_id)
    require(batch.is_made and may_run_codes(request.user, batch.poll))
    form = PrintForm(request.POST, request.FILES, batch=batch)
    if not form.is_valid():
        return _batch_page(request, batch, print_form=form)
    asked = form.cleaned_data
    if asked["addresses"]:
        try:
            actions.keep_addresses(by=request.user, batch=batch, addresses=asked["addresses"])
        except CodesRefused as refusal:
            form.refuse(refusal)
            return _batch_page(request, batch, print_form=form)
    _note_reading(request, batch, asked["kind"], asked["first"], asked["last"])
    pdf = _printed(request, batch, asked)
    return _file(HttpResponse(pdf, content_type="application/pdf"), f"{asked['kind']}.pdf")


def _printed(request: UserRequest, batch: CodeBatch, asked: dict[str, Any]) -> bytes:
    site = request.build_absolute_uri("/").rstrip("/")
    languages, addresses = LANGUAGES[asked["language"]], asked["addresses"] or {}
    found = letters(batch, asked["first"], asked["last"])
    if asked["kind"] == "labels":
        codes = [
            printed_code(serial, code, site, languages[0])
            for each in found
            for serial, code in each.codes
        ]
        return labels_pdf(codes, heading=str(batch.poll.title), language=languages[0][:2])
    return letters_pdf(
        [letter_words(batch, site, language) for language in languages],
        [
            letter(
                each.number,
                each.codes,
                addresses[each.number - 1] if addresses else (),
                site,
                languages,
            )
            for each in found
        ],
        is_large=asked["kind"] == "large",
    )


@never_cache
@require_POST
@login_required
@shown_again
def download_codes(request: UserRequest, poll_id: UUID, batch_id: UUID) -> StreamingHttpResponse:
    """All codes of a batch as CSV, for a mailing house; an entry in the audit."""
    batch = _batch(request, poll_id, batch_id)
    require(batch.is_made and may_run_codes(request.user, batch.poll))
    _note_reading(request, batch, "csv", 1, batch.letters)
    site = request.build_absolute_uri("/").rstrip("/")
    header = [_("Letter"), _("Code number"), _("Code"), _("Address for the QR code")]
    rows = _rows(letters(batch, 1, batch.letters), code_address(site, "", request.LANGUAGE_CODE))
    lines = csv_lines(header, rows)
    return _file(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), "codes.csv")


def _rows(found: Iterator[Letter], address: str) -> Iterator[list[object]]:
    return (
        [each.number, serial, printed(code), address + printed(code)]
        for each in found
        for serial, code in each.codes
    )


@login_required
def print_poster(request: UserRequest, poll_id: UUID) -> HttpResponse:
    """A poster that leads to the poll, with no code on it."""
    poll = _poll(request, poll_id)
    form = PosterForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("voting_codes", poll_id)
    site = request.build_absolute_uri("/").rstrip("/")
    languages = LANGUAGES["both" if request.council.may_write_welsh else "en"]
    pages = [poster_words(poll, form.cleaned_data["place"], site, each) for each in languages]
    return _file(HttpResponse(posters_pdf(pages), content_type="application/pdf"), "poster.pdf")


def _note_reading(request: UserRequest, batch: CodeBatch, kind: str, first: int, last: int) -> None:
    """Say in the audit who saw which codes in the clear, before they do."""
    details = {"kind": kind, "first": first, "last": last}
    at = timezone.now()
    audit.record_reading("voting_codes_read", batch, by=request.user, details=details, at=at)


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _batch_page(
    request: UserRequest,
    batch: CodeBatch,
    *,
    print_form: PrintForm | None = None,
    replace_form: ReplaceForm | None = None,
) -> HttpResponse:
    now = next(each for each in batches_now(batch.poll) if each.batch.pk == batch.pk)
    context = {
        "poll": batch.poll,
        "batch": batch,
        "now": now,
        "postings": postings_now(batch),
        "may_run": may_run_codes(request.user, batch.poll),
        "may_post": may_post_letters(request.user, batch.poll),
        "form": print_form or replace_form,
        "print_form": print_form or PrintForm(batch=batch),
        "replace_form": replace_form or ReplaceForm(),
    }
    status = 422 if print_form or replace_form else 200
    return page(request, "priorities/code_batch.html", context, status=status)


def _poll(request: UserRequest, poll_id: UUID) -> Poll:
    """A poll, for whoever runs the council's polls."""
    polls = Poll.objects.of(request.council).visible_to(request.user).with_result()
    poll = get_object_or_404(polls, pk=poll_id)
    require(may_see_batches(request.user, poll))
    return poll


def _batch(request: UserRequest, poll_id: UUID, batch_id: UUID) -> CodeBatch:
    poll = _poll(request, poll_id)
    batch = get_object_or_404(poll.code_batches.select_related("area"), pk=batch_id)
    batch.poll = poll
    return batch
