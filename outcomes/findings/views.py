"""Answering a finding."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices.pages import page
from coopservices.permissions import require
from outcomes.findings import actions
from outcomes.findings.forms import AnswerForm
from outcomes.findings.models import Finding
from outcomes.findings.permissions import may_answer
from participation.models import UserRequest


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
