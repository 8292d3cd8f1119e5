"""E-mails through GOV.UK Notify, against a server that stands for it: what it is handed, and that
each of its refusals is told as SMTP would tell it.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from smtplib import SMTPRecipientsRefused, SMTPResponseException

import pytest
from django.core.mail import EmailMessage

from coopservices.govuk_notify import plain

KEY = "council-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002"


class Notify(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked, self.status, self.body = [], 201, {"id": "1"}


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, self.headers["Authorization"], asked))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.body).encode())

    def log_message(self, *words):
        pass


@pytest.fixture
def notify(settings):
    with Notify() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.EMAIL_BACKEND = "coopservices.govuk_notify.EmailBackend"
        settings.GOVUK_NOTIFY_API_KEY = KEY
        settings.GOVUK_NOTIFY_TEMPLATE = "a-template"
        settings.GOVUK_NOTIFY_URL = f"http://127.0.0.1:{server.server_address[1]}"
        settings.EMAIL_TIMEOUT = 2
        yield server
        server.shutdown()
        thread.join()


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
