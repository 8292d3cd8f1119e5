"""E-mails, texts and letters on paper through GOV.UK Notify, for councils that send through it: a
Django e-mail backend, one of the same shape for texts, and what hands one letter over, by its
official client.

Notify sends what its own templates hold, so it needs one template with the subject `((subject))`
and the message `((body))`, and for texts one with the message `((body))`. It takes text alone, and
reads that of e-mails as Markdown: what people wrote must not become a heading or a link there.
Letters need no template: it is handed the PDF that it prints.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

_MARKS = re.compile(r"^[ \t]*(?:#+|\^+)[ \t]*", re.MULTILINE)
_LINK = re.compile(r"\](?=\()")
WAITS = {403, 429}  # a key that is refused and a day's limit: what waits goes out later


class EmailBackend(BaseEmailBackend):
    """Hands each e-mail to Notify. Raises what SMTP would, so that whoever sends need not know
    which it is: OSError while it cannot be reached, SMTPRecipientsRefused for an address that it
    refuses.
    """

    def __init__(self, *, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently, **options)
        self._client = _client()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Hand them over one by one, and return how many Notify has taken."""
        sent = 0
        for message in email_messages:
            for address in message.recipients():
                try:
                    self._hand_over(message, address)
                except OSError:
                    if not self.fail_silently:
                        raise
                else:
                    sent += 1
        return sent

    def _hand_over(self, message: EmailMessage, address: str) -> None:
        headers = message.extra_headers
        stop = headers.get("List-Unsubscribe", "").strip("<>")
        try:
            self._client.send_email_notification(
                email_address=address,
                template_id=settings.GOVUK_NOTIFY_TEMPLATE,
                personalisation={"subject": message.subject, "body": plain(str(message.body))},
                reference=headers.get("Message-ID", "").strip("<>") or None,
                one_click_unsubscribe_url=stop or None,
            )
        except HTTPError as problem:
            raise _as_smtp_says(problem, address) from problem


@dataclass(frozen=True)
class Text:
    """A text message to one number."""

    to: str
    body: str
    reference: str


class TextBackend:
    """Hands each text to Notify; what it raises is what EmailBackend does, a number that is refused
    for good being a refused recipient.
    """

    def open(self) -> None:
        """Be ready; each text is a request of its own."""
        self._client = _client()

    def close(self) -> None:
        """Nothing is left open."""

    def send_messages(self, texts: Sequence[Text]) -> int:
        """Hand them over one by one, and return how many Notify has taken."""
        for text in texts:
            try:
                self._client.send_sms_notification(
                    phone_number=text.to,
                    template_id=settings.GOVUK_NOTIFY_SMS_TEMPLATE,
                    personalisation={"body": text.body},
                    reference=text.reference,
                )
            except HTTPError as problem:
                raise _as_smtp_says(problem, text.to) from problem
        return len(texts)


def post_letter(*, reference: str, pdf: bytes, postage: str) -> str:
    """Hand over a letter to be printed and posted, and return the id by which Notify knows it. It
    has taken the file, and looks into it later: `letter_status`.

    Raises SMTPResponseException, with what Notify said, where it refuses the letter for good, and
    any other OSError where it may take it another time, or may have taken it already.
    """
    try:
        answer = _client().send_precompiled_letter_notification(reference, BytesIO(pdf), postage)
    except HTTPError as problem:
        raise _as_smtp_says(problem, reference) from problem
    except InvalidResponse as problem:
        raise ConnectionError("GOV.UK Notify does not answer as it should.") from problem
    return str(answer["id"])


def taken_letter(*, reference: str) -> str | None:
    """The id of a letter that Notify has taken under a reference within the last days; None if it
    has none. Raises OSError.
    """
    try:
        answer = _client().get_all_notifications(template_type="letter", reference=reference)
    except HTTPError as problem:
        raise _as_smtp_says(problem, reference) from problem
    return next((str(each["id"]) for each in answer["notifications"]), None)


def letter_status(*, letter: str) -> str:
    """What became of a letter that Notify has taken, in its own word: "pending-virus-check",
    "accepted", "received", "validation-failed" and others. Raises OSError.
    """
    try:
        return str(_client().get_notification_by_id(letter)["status"])
    except HTTPError as problem:
        raise _as_smtp_says(problem, letter) from problem


def _client() -> Any:
    client: Any = NotificationsAPIClient  # it has no types
    return client(
        settings.GOVUK_NOTIFY_API_KEY,
        base_url=settings.GOVUK_NOTIFY_URL,
        timeout=settings.EMAIL_TIMEOUT,
    )


def plain(text: str) -> str:
    """The text without what Notify would read as a heading, an inset text or a link with other
    words than its address.
    """
    return _LINK.sub("] ", _MARKS.sub("", text))


def _as_smtp_says(problem: HTTPError, address: str) -> OSError:
    code = problem.status_code
    if code in WAITS or code >= 500:
        return ConnectionError(f"GOV.UK Notify answers {code}.")
    if any(name in str(problem.message) for name in ("email_address", "phone_number")):
        return SMTPRecipientsRefused({address: (550, b"refused by GOV.UK Notify")})
    return SMTPResponseException(code, _said_by(problem))


def _said_by(problem: HTTPError) -> str:
    """What Notify said, or its status alone."""
    said = problem.message
    words = [str(each.get("message", "")) for each in said] if isinstance(said, list) else [said]
    return "; ".join(filter(None, words)) or f"GOV.UK Notify answers {problem.status_code}."
