"""Findings: what a round heard and what was answered, one finding, and its answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from coopservices.pages import page
from coopservices.permissions import require
from outcomes.actions.findings import AnswerRefused
from outcomes.actions.findings import answer_finding as answer
from outcomes.forms.findings import AnswerForm
from outcomes.models import Finding
from outcomes.permissions import may_answer, may_make_commitment
from outcomes.queries.findings import answers_in, findings_now, findings_of
from participation.models import CouncilRequest, UserRequest
from priorities.queries.rounds import round_now, rounds_of


def you_said_we_did(request: CouncilRequest, slug: str) -> HttpResponse:
    """What a round heard, what was answered to it, what was done, and whether it worked."""
    at = timezone.now()
    found = get_object_or_404(rounds_of(request.council), slug=slug)
    told = answers_in(found, timezone.localdate(at))
    return page(
        request, "outcomes/you_said_we_did.html", {"round": found, "now": round_now(found, at), "outcome": told}
    )


def finding_detail(request: CouncilRequest, pk: int) -> HttpResponse:
    """One finding: who said it, the answer with its reason, and the promises that came of it."""
    found = get_object_or_404(findings_of(request.council).select_related("proposal", "option__question__poll"), pk=pk)
    (now,) = findings_now([found], timezone.localdate())
    context = {
        "now": now,
        "finding": found,
        "may_answer": may_answer(request.user, found),
        "may_promise": may_make_commitment(request.user, found),
    }
    return page(request, "outcomes/finding_detail.html", context)


@login_required
def answer_finding(request: UserRequest, pk: int) -> HttpResponse:
    """Give the council's answer, with its reason."""
    found = get_object_or_404(Finding.objects.visible().of(request.council), pk=pk)
    require(may_answer(request.user, found))
    known = {"answer": found.answer, "reason": found.reason} if found.is_answered else None
    form = AnswerForm(request.POST or None, initial=known)
    if form.is_valid():
        try:
            answer(by=request.user, finding=found, at=timezone.now(), **form.cleaned_data)
        except AnswerRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The answer is public now.")
            return redirect("finding_detail", pk)
    context = {"form": form, "finding": found}
    return page(request, "outcomes/answer_finding.html", context, status=422 if form.errors else 200)
