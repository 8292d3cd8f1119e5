"""E-mails and texts through GOV.UK Notify, for councils that send through it: a Django e-mail
backend and one of the same shape for texts, over its official client.

Notify sends what its own templates hold, so it needs one template with the subject `((subject))`
and the message `((body))`, and for texts one with the message `((body))`. It takes text alone, and
reads that of e-mails as Markdown: what people wrote must not become a heading or a link there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import HTTPError
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
    return SMTPResponseException(code, f"GOV.UK Notify answers {code}.")
