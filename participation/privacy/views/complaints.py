"""Complaints about personal data: sending one, and answering."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.pages import page
from coopservices.permissions import require
from participation.people.models import CouncilRequest, User, UserRequest
from participation.privacy.actions import complaining
from participation.privacy.actions.complaining import ComplaintRefused
from participation.privacy.forms import AnswerComplaintForm, ComplaintForm
from participation.privacy.models import PrivacyComplaint
from participation.privacy.permissions import may_answer_complaint, may_answer_complaints
from participation.privacy.queries.complaints import answered_complaints, open_complaints


def complain_about_data(request: CouncilRequest) -> HttpResponse:
    """Anybody's complaint about how their data are used, with or without an account."""
    by = request.user if isinstance(request.user, User) else None
    form = ComplaintForm(
        request.POST if request.method == "POST" else None,
        initial={"email": by.email if by else ""},
    )
    if form.is_valid():
        try:
            made = complaining.make_complaint(
                by=by, council=request.council, at=timezone.now(), **form.cleaned_data
            )
        except ComplaintRefused as refusal:
            form.refuse(refusal)
        else:
            return page(request, "participation/complaint_sent.html", {"complaint": made})
    status = 422 if form.errors else 200
    return page(request, "participation/complain_about_data.html", {"form": form}, status=status)


@login_required
def privacy_complaints(request: UserRequest) -> HttpResponse:
    """The complaints that wait, by when their answer is due, and those that were answered."""
    require(may_answer_complaints(request.user, request.council))
    context = {
        "waiting": open_complaints(request.council, timezone.localdate()),
        "answered": answered_complaints(request.council, request.GET.get("page")),
    }
    return page(request, "participation/privacy_complaints.html", context)


@login_required
def answer_complaint(request: UserRequest, complaint_id: int) -> HttpResponse:
    """One complaint, and its answer. Whoever sent it can read that it was looked at."""
    require(may_answer_complaints(request.user, request.council))
    rows = PrivacyComplaint.objects.of(request.council).select_related("made_by", "council")
    complaint = get_object_or_404(rows, pk=complaint_id)
    if not may_answer_complaint(request.user, complaint):
        raise PermissionDenied(_("You cannot answer your own complaint."))
    form = AnswerComplaintForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if form.is_valid():
        try:
            complaining.answer_complaint(
                by=request.user, complaint=complaint, at=now, **form.cleaned_data
            )
        except ComplaintRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The answer is on its way."))
            return redirect("privacy_complaints")
    audit.record_reading(
        "complaint_read",
        complaint.made_by or complaint,
        by=request.user,
        council=request.council,
        at=now,
    )
    context = {
        "form": form,
        "complaint": complaint,
        "is_late": complaint.is_late(timezone.localdate()),
    }
    status = 422 if form.errors else 200
    return page(request, "participation/answer_complaint.html", context, status=status)
