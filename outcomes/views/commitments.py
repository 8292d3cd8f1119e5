"""Commitments: the public list and a file of it, one of them, making one, what was done, and whether it worked."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from coopservices.pages import page
from coopservices.permissions import require
from coopservices.spreadsheets import csv_lines
from outcomes.actions.commitments import CommitmentRefused, UpdateRefused
from outcomes.actions.commitments import give_verdict as judge
from outcomes.actions.commitments import make_commitment as promise
from outcomes.actions.commitments import post_update as tell
from outcomes.forms.commitments import CommitmentFilter, CommitmentForm, UpdateForm, VerdictForm
from outcomes.models import Commitment, Finding
from outcomes.permissions import may_give_verdict, may_make_commitment, may_post_update
from outcomes.queries.commitments import (
    COLUMNS,
    CommitmentNow,
    commitments_now,
    commitments_of,
    kept_by,
    own_verdict,
    table_of,
)
from participation.models import CouncilRequest, UserRequest
from priorities.queries.keyset import narrowing

PAGE_SIZE, ON_PAPER, ALL = 25, 1000, "all"


def commitments(request: CouncilRequest) -> HttpResponse:
    """Every promise, what is owed first, narrowed as the reader likes; all on one page for printing."""
    today = timezone.localdate()
    narrowed = _narrowed(request)
    filters = narrowing(request.GET, narrowed.filters)
    asked = request.GET.get("page")
    found = Paginator(narrowed.qs, ON_PAPER if asked == ALL else PAGE_SIZE).get_page(asked)
    return page(
        request,
        "outcomes/commitments.html",
        {
            "form": narrowed.form,
            "is_narrowed": bool(filters),
            "kept": kept_by(request.council, today),
            "page": found,
            "promises": [CommitmentNow(each, today) for each in found],
            "csv_href": f"{reverse('download_commitments')}?{urlencode(filters)}",
            "paper_href": f"?{urlencode({**filters, 'page': ALL})}",
        },
    )


def download_commitments(request: CouncilRequest) -> HttpResponseBase:
    """The same promises as a CSV file that is safe to open in a spreadsheet."""
    lines = csv_lines(COLUMNS, table_of(_narrowed(request).qs, timezone.localdate()))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{request.council.slug}-promises.csv"'
    return response


def commitment_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One promise: who owes it to whom, what was done, and what people say of it."""
    found = get_object_or_404(commitments_of(request.council).select_related("finding__proposal"), pk=pk)
    (now,) = commitments_now([found], timezone.localdate())
    context = {
        "now": now,
        "commitment": found,
        "may_post_update": may_post_update(request.user, found),
        "may_judge": may_give_verdict(request.user, found),
        "own_verdict": own_verdict(request.user, found),
    }
    return page(request, "outcomes/commitment_detail.html", context)


@login_required
def make_commitment(request: UserRequest, pk: int) -> HttpResponse:
    """Promise something because of a finding."""
    finding = get_object_or_404(Finding.objects.visible().of(request.council), pk=pk)
    require(may_make_commitment(request.user, finding))
    form = CommitmentForm(request.POST or None, council=request.council)
    if form.is_valid():
        try:
            made = promise(by=request.user, finding=finding, at=timezone.now(), **form.cleaned_data)
        except CommitmentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The promise is public now.")
            return redirect("commitment_detail", made.pk)
    context = {"form": form, "finding": finding}
    return page(request, "outcomes/make_commitment.html", context, status=422 if form.errors else 200)


@login_required
def post_update(request: UserRequest, pk: int) -> HttpResponse:
    """Say what was done."""
    found = _commitment(request, pk)
    require(may_post_update(request.user, found))
    form = UpdateForm(request.POST or None, is_trial=found.is_trial)
    if form.is_valid():
        try:
            tell(by=request.user, commitment=found, at=timezone.now(), **form.cleaned_data)
        except UpdateRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your update is public now.")
            return redirect("commitment_detail", pk)
    context = {"form": form, "commitment": found}
    return page(request, "outcomes/post_update.html", context, status=422 if form.errors else 200)


@login_required
def give_verdict(request: UserRequest, pk: int) -> HttpResponse:
    """Say whether it worked."""
    found = _commitment(request, pk)
    require(may_give_verdict(request.user, found))
    form = VerdictForm(request.POST or None, initial={"kind": own_verdict(request.user, found)})
    if form.is_valid():
        judge(by=request.user, commitment=found, at=timezone.now(), **form.cleaned_data)
        messages.success(
            request, "Thank you. Your answer is counted with the others, and nobody sees that it is yours."
        )
        return redirect("commitment_detail", pk)
    context = {"form": form, "commitment": found}
    return page(request, "outcomes/give_verdict.html", context, status=422 if form.errors else 200)


def _commitment(request: UserRequest, pk: int) -> Commitment:
    return get_object_or_404(Commitment.objects.visible().of(request.council), pk=pk)


def _narrowed(request: CouncilRequest) -> CommitmentFilter:
    rows = commitments_of(request.council)
    return CommitmentFilter(request.GET, rows, request=request, today=timezone.localdate())
