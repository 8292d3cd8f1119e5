"""Recording what people said, and answering it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.forms import answers_of, sent_again
from coopservices.pages import page
from coopservices.permissions import require
from outcomes.findings import actions
from outcomes.findings.forms import AnswerForm, RecordFindingForm
from outcomes.findings.models import Finding
from outcomes.findings.permissions import may_answer, may_record_finding
from outcomes.findings.queries.candidates import not_yet_heard
from participation.models import UserRequest
from priorities.models import Round


@login_required
def record_finding(request: UserRequest, slug: str) -> HttpResponse:
    """Put on record what people said in a round, so that an answer is owed to it."""
    require(may_record_finding(request.user, request.council))
    rounds = Round.objects.of(request.council).published().select_related("council")
    found = get_object_or_404(rounds, slug=slug)
    heard = not_yet_heard(found)
    typed = request.POST if request.method == "POST" else None
    form = RecordFindingForm(typed, council=request.council, heard=heard)
    if form.is_valid() and "checked" in request.POST:
        try:
            made = actions.record_finding(by=request.user, at=timezone.now(), **form.facts)
        except actions.FindingRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("It is on record. The council has 28 days to answer."))
            return redirect("finding_detail", made.pk)
    context = {"form": form, "round": found, "heard": heard}
    if form.is_bound and form.is_valid() and "change" not in request.POST:
        context |= {"answers": answers_of(form), "sent": sent_again(request.POST)}
    status = 422 if form.errors else 200
    return page(request, "outcomes/record_finding.html", context, status=status)


@login_required
def answer_finding(request: UserRequest, pk: int) -> HttpResponse:
    """Give the council's answer, with its reason."""
    found = get_object_or_404(Finding.objects.visible_to(request.user).of(request.council), pk=pk)
    require(may_answer(request.user, found))
    form = AnswerForm(request.POST or None, finding=found)
    if form.is_valid():
        try:
            actions.answer_finding(
                by=request.user, finding=found, at=timezone.now(), **form.cleaned_data
            )
        except actions.AnswerRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(
                request,
                _("The answer is public now.")
                if found.is_answered
                else _("Everybody can read now that it is not decided yet. It stays owed."),
            )
            return redirect("finding_detail", pk)
    context = {"form": form, "finding": found}
    return page(
        request, "outcomes/answer_finding.html", context, status=422 if form.errors else 200
    )
