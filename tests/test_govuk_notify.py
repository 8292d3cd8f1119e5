"""E-mails, texts and letters through GOV.UK Notify, against a server that stands for it: what it is
handed, and that each of its refusals is told as SMTP would tell it.
"""

from smtplib import SMTPRecipientsRefused, SMTPResponseException

import pytest
from django.core.mail import EmailMessage

from coopservices.govuk_notify import (
    Text,
    TextBackend,
    letter_status,
    plain,
    post_letter,
    taken_letter,
)
from tests.notify import a_notify


@pytest.fixture
def notify(settings):
    settings.EMAIL_BACKEND = "coopservices.govuk_notify.EmailBackend"
    settings.GOVUK_NOTIFY_TEMPLATE = "a-template"
    settings.GOVUK_NOTIFY_SMS_TEMPLATE = "a-text"
    with a_notify(settings) as server:
        yield server


def a_letter():
    headers = {"Message-ID": "<7@council.example>", "List-Unsubscribe": "<https://c.example/stop/>"}
    return EmailMessage("News", "# Hello", to=["ada@example.org"], headers=headers)


def test_notify_is_handed_the_letter_with_its_reference_and_the_address_that_stops_it(notify):
    assert a_letter().send() == 1
    ((path, authorisation, asked),) = notify.asked
    assert path == "/v2/notifications/email"
    assert authorisation.startswith("Bearer ")
    assert asked == {
        "email_address": "ada@example.org",
        "template_id": "a-template",
        "personalisation": {"subject": "News", "body": "Hello"},
        "reference": "7@council.example",
        "one_click_unsubscribe_url": "https://c.example/stop/",
    }


@pytest.mark.parametrize(
    ("status", "message", "raised"),
    [
        (500, "Internal server error", ConnectionError),
        (429, "Exceeded send limits (1,000) for today", ConnectionError),
        (403, "Invalid token: API key not found", ConnectionError),
        (400, "email_address Not a valid email address", SMTPRecipientsRefused),
        (400, "Missing personalisation: body", SMTPResponseException),
    ],
)
def test_a_refusal_is_told_as_smtp_would(notify, status, message, raised):
    notify.status = status
    notify.body = {"status_code": status, "errors": [{"error": "E", "message": message}]}
    with pytest.raises(raised):
        a_letter().send()
    assert a_letter().send(fail_silently=True) == 0


def test_notify_away_is_told_as_a_dead_mail_server(notify, settings):
    settings.GOVUK_NOTIFY_URL = "http://127.0.0.1:9"
    with pytest.raises(OSError, match="503"):
        a_letter().send()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("# Big\n ## Words", "Big\nWords"),
        ("^ inset", "inset"),
        ("[our bank](https://evil.example)", "[our bank] (https://evil.example)"),
        ("Number #1, 2^3", "Number #1, 2^3"),
        ("A\n\nB\n", "A\n\nB\n"),
    ],
)
def test_what_people_wrote_becomes_no_heading_and_no_link(written, read):
    assert plain(written) == read


# --- Texts ----------------------------------------------------------------------------------------


def send_text():
    backend = TextBackend()
    backend.open()
    return backend.send_messages([Text("+447400123456", "# You can vote", "7")])


def test_notify_is_handed_the_text_with_its_reference(notify):
    assert send_text() == 1
    ((path, _authorisation, asked),) = notify.asked
    assert path == "/v2/notifications/sms"
    assert asked == {
        "phone_number": "+447400123456",
        "template_id": "a-text",
        "personalisation": {"body": "# You can vote"},
        "reference": "7",
    }


@pytest.mark.parametrize(
    ("status", "message", "raised"),
    [
        (429, "Exceeded send limits (250) for today", ConnectionError),
        (400, "phone_number Not a UK mobile number", SMTPRecipientsRefused),
        (400, "Missing personalisation: body", SMTPResponseException),
    ],
)
def test_a_refusal_of_a_text_is_told_in_the_same_way(notify, status, message, raised):
    notify.status = status
    notify.body = {"status_code": status, "errors": [{"error": "E", "message": message}]}
    with pytest.raises(raised):
        send_text()


# --- Letters on paper -----------------------------------------------------------------------------


def post(reference="batch/1/0"):
    return post_letter(reference=reference, pdf=b"%PDF", postage="second")


def test_notify_is_handed_the_pdf_of_a_letter_with_its_reference_and_class(notify):
    assert post() == "1"
    ((path, _authorisation, asked),) = notify.asked
    assert path == "/v2/notifications/letter"
    assert asked == {"reference": "batch/1/0", "content": "JVBERg==", "postage": "second"}
    assert taken_letter(reference="batch/1/0") == "1"
    assert taken_letter(reference="batch/1/1") is None
    notify.becomes["1"] = "validation-failed"
    assert letter_status(letter="1") == "validation-failed"


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_letter_waits_while_notify_takes_none(notify, status):
    notify.status = status
    for ask in (post, lambda: taken_letter(reference="1"), lambda: letter_status(letter="1")):
        with pytest.raises(ConnectionError):
            ask()


def test_a_letter_that_is_refused_for_good_says_in_whose_words(notify):
    notify.refuses = {"batch/1/0"}
    with pytest.raises(SMTPResponseException, match="Letter content is not a valid PDF"):
        post()


def test_an_answer_that_is_lost_is_no_refusal(notify):
    notify.says_nothing = True
    with pytest.raises(ConnectionError):
        post()
    assert len(notify.letters) == 1
