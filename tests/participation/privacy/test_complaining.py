"""Complaints about personal data: anybody sends one, due in a month, and it is answered by mail."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from participation.engines.deadlines import a_month_after
from participation.models import PrivacyComplaint, Role
from participation.privacy.actions.complaining import (
    MOST_OPEN,
    ComplaintRefused,
    answer_complaint,
    make_complaint,
    send_complaint_answer,
)
from participation.tasks import send_complaint_answers_left_behind
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return make.a_council(host="testserver")


@pytest.fixture
def officer(council):
    return make.a_person(council, Role.OFFICER)


def a_complaint(council, by=None, *, email="rosa@example.org", at=None):
    return make_complaint(
        by=by, council=council, email=email, text="You wrote to my old address.", at=at or make.NOW
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 2), date(2026, 12, 2)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(day, due):
    assert a_month_after(day) == due


def test_anybody_complains_without_an_account_and_hears_until_when(client, council):
    posted = {"text": "You wrote to my old address.", "email": "Rosa@example.org"}
    answer = client.post(reverse("complain_about_data"), posted)
    complaint = PrivacyComplaint.objects.get()
    assert (complaint.made_by, complaint.email) == (None, "rosa@example.org")
    assert complaint.due_on == a_month_after(timezone.localdate())
    assert f"{complaint.due_on:%Y}".encode() in answer.content


def test_what_is_wrong_with_it_is_said_at_the_field_and_nothing_is_lost(client, council):
    answer = client.post(reverse("complain_about_data"), {"text": "Why?", "email": "rosa"})
    assert answer.status_code == 422
    assert b"Why?" in answer.content
    assert not PrivacyComplaint.objects.exists()
    for _ in range(MOST_OPEN):
        a_complaint(council)
    with pytest.raises(ComplaintRefused) as refused:
        a_complaint(council, email="ROSA@example.org")
    assert refused.value.about == "email"


def test_an_officer_sees_it_with_its_date_and_reading_it_is_told(client, council, officer, audited):
    person = make.a_person(council, Role.RESIDENT)
    late = a_complaint(council, person, at=timezone.now() - timedelta(days=40))
    soon = a_complaint(council, at=timezone.now())
    a_complaint(make.a_council())
    client.force_login(officer)
    waiting = client.get(reverse("privacy_complaints")).context["waiting"]
    assert [(each.complaint, each.is_late) for each in waiting] == [(late, True), (soon, False)]
    assert waiting[1].days_left in (28, 29, 30, 31)
    client.get(reverse("answer_complaint", args=[late.pk]))
    entry = audited().last()
    assert (entry.act, entry.subject_id) == ("complaint_read", str(person.pk))
    client.force_login(person)
    (line,) = client.get(reverse("who_read_my_data")).context["lines"]
    assert line.roles == ["Council officer"]


def test_it_is_answered_by_mail_once(client, council, officer, audited):
    complaint = a_complaint(council)
    client.force_login(officer)
    address = reverse("answer_complaint", args=[complaint.pk])
    assert client.post(address, {"answer": " "}).status_code == 422
    assert client.post(address, {"answer": "We have put it right."}).status_code == 302
    assert audited().last().act == "complaint_answered"
    for _ in range(2):
        send_complaint_answer(key=complaint.pk, at=make.NOW)
    (letter,) = mail.outbox
    assert letter.to == ["rosa@example.org"]
    assert "We have put it right." in letter.body
    assert "2 November 2026" in letter.body
    with pytest.raises(ComplaintRefused):
        answer_complaint(by=officer, complaint=complaint, answer="Again", at=make.NOW)


def test_an_answer_waits_while_no_mail_can_be_sent(council, officer, settings):
    complaint = a_complaint(council)
    answer_complaint(by=officer, complaint=complaint, answer="Sorry.", at=make.NOW)
    settings.EMAIL_BACKEND = "tests.participation.privacy.test_complaining.Down"
    with pytest.raises(OSError, match="down"):
        send_complaint_answer(key=complaint.pk, at=make.NOW)
    complaint.refresh_from_db()
    assert complaint.told_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CELERY_TASK_ALWAYS_EAGER = True
    send_complaint_answer(key=complaint.pk, at=make.NOW)
    send_complaint_answers_left_behind()
    assert len(mail.outbox) == 1


class Down:
    """Mail that cannot be sent."""

    def __init__(self, **facts):
        pass

    def send_messages(self, messages):
        raise OSError("down")


def test_who_may_answer(council, officer):
    own = a_complaint(council, officer)
    theirs = a_complaint(council)
    answering = {"answer": "So.", "at": make.NOW}
    for by, complaint in (
        (officer, own),
        (make.a_person(make.a_council(), Role.OFFICER), theirs),
        *((make.a_person(council, role), theirs) for role in (Role.RESIDENT, Role.COMMISSIONER)),
    ):
        with pytest.raises(PermissionDenied):
            answer_complaint(by=by, complaint=complaint, **answering)
    answer_complaint(by=make.a_person(council, Role.GUARDIAN), complaint=theirs, **answering)


def test_more_complaints_ask_no_more(client, council, officer, django_assert_max_num_queries):
    for n in range(40):
        a_complaint(council, email=f"p{n}@example.org")
    client.force_login(officer)
    with django_assert_max_num_queries(9):
        client.get(reverse("privacy_complaints"))


def test_a_complaint_of_another_council_is_not_found(client, officer):
    client.force_login(officer)
    theirs = a_complaint(make.a_council())
    assert client.get(reverse("answer_complaint", args=[theirs.pk])).status_code == 404
