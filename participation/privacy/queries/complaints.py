"""Complaints about personal data: those that wait, and those that were answered."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from participation.councils.models import Council
from participation.privacy.models import PrivacyComplaint

PAGE = 50


@dataclass(frozen=True)
class ComplaintNow:
    """A complaint, whether its answer is late, and how many days there are until it is due."""

    complaint: PrivacyComplaint
    is_late: bool
    days_left: int


def open_complaints(council: Council, on: date) -> list[ComplaintNow]:
    """Those that wait for an answer, the one due first at the top. One query."""
    rows = PrivacyComplaint.objects.of(council).open().order_by("due_on", "pk")
    return [
        ComplaintNow(each, is_late=each.is_late(on), days_left=(each.due_on - on).days)
        for each in rows
    ]


def answered_complaints(council: Council, number: str | None) -> "Page[PrivacyComplaint]":
    """One page of those that were answered, newest first. Two queries."""
    rows = PrivacyComplaint.objects.of(council).exclude(answered_at=None)
    return Paginator(rows.order_by("-answered_at", "-pk"), PAGE).get_page(number)


def open_from(council: Council, email: str) -> int:
    """How many complaints from an address wait for an answer."""
    return PrivacyComplaint.objects.of(council).open().filter(email__iexact=email).count()
