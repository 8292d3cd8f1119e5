"""Complaining about how personal data are used, answering, and sending the answer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coopservices import audit, mail
from coopservices.outbox import events
from coopservices.permissions import require
from coopservices.refusals import Refusal
from participation.councils.models import Council
from participation.councils.queries import languages_of
from participation.engines.deadlines import a_month_after
from participation.people.models import User
from participation.privacy.models import PrivacyComplaint
from participation.privacy.permissions import may_answer_complaint
from participation.privacy.queries.complaints import open_from

MOST_OPEN = 3  # from one address
MOST_WAITING = 500  # of a council: beyond it somebody floods it, and people write to the council


class ComplaintRefused(Refusal):
    """Why a complaint or an answer is not taken, in words for who sent it."""


@transaction.atomic
def make_complaint(
    *, by: User | None, council: Council, email: str, text: str, at: datetime
) -> PrivacyComplaint:
    """Keep a complaint, due to be answered in a month. It needs no account and nobody's permission:
    everybody has the right. Raises ComplaintRefused.
    """
    if not text.strip():
        raise ComplaintRefused(_("Say what is wrong."), "text")
    if open_from(council, email) >= MOST_OPEN:
        raise ComplaintRefused(
            _("Complaints from this address wait for an answer already. Please wait for it."),
            "email",
        )
    if PrivacyComplaint.objects.of(council).open().count() >= MOST_WAITING:
        raise ComplaintRefused(
            _("Too many complaints are being sent just now. Please email the council.")
        )
    return PrivacyComplaint.objects.create(
        council=council,
        made_by=by,
        email=email.lower(),
        text=text.strip(),
        made_at=at,
        due_on=a_month_after(timezone.localdate(at)),
    )


@transaction.atomic
def answer_complaint(
    *, by: User, complaint: PrivacyComplaint, answer: str, at: datetime
) -> PrivacyComplaint:
    """Answer whoever complained, by e-mail and nowhere else. Raises ComplaintRefused for an empty
    answer, and where somebody answered a moment ago.
    """
    require(may_answer_complaint(by, complaint))
    if not answer.strip():
        raise ComplaintRefused(_("Write what you answer."), "answer")
    locked = PrivacyComplaint.objects.select_for_update().get(pk=complaint.pk)
    if not locked.is_open:
        raise ComplaintRefused(_("This complaint was answered already."))
    locked.answer, locked.answered_by, locked.answered_at = answer.strip(), by, at
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record("complaint_answered", locked, by=by, at=at)
    events.record("participation.complaint_answered", subject_id=locked.pk, actor_id=by.pk, at=at)
    return locked


@transaction.atomic
def send_complaint_answer(*, key: int, at: datetime) -> None:
    """Send the answer to a complaint that has not been sent. Raises OSError while no mail can be
    sent; then it waits, and is tried again. Two workers do not send it twice.
    """
    waiting = PrivacyComplaint.objects.untold()
    rows = waiting.select_for_update(skip_locked=True, of=("self",))
    complaint = rows.select_related("council").filter(pk=key).first()
    if complaint is None:
        return
    council = complaint.council
    context = {"complaint": complaint, "council": council}
    mail.message(
        "complaint_answer", context, to=complaint.email, languages=languages_of(council)
    ).send()
    PrivacyComplaint.objects.filter(pk=complaint.pk).update(told_at=at)
