"""E-mails through GOV.UK Notify, for councils whose letters leave through it: a Django e-mail
backend over its official client.

Notify sends what its own templates hold, so it needs one template with the subject `((subject))`
and the message `((body))`. It takes text alone, which it reads as Markdown: what people wrote must
not become a heading or a link there.
"""

import re
from collections.abc import Sequence
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
        client: Any = NotificationsAPIClient  # it has no types
        self._client = client(
            settings.GOVUK_NOTIFY_API_KEY,
            base_url=settings.GOVUK_NOTIFY_URL,
            timeout=settings.EMAIL_TIMEOUT,
        )

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


def plain(text: str) -> str:
    """The text without what Notify would read as a heading, an inset text or a link with other
    words than its address.
    """
    return _LINK.sub("] ", _MARKS.sub("", text))


def _as_smtp_says(problem: HTTPError, address: str) -> OSError:
    code = problem.status_code
    if code in WAITS or code >= 500:
        return ConnectionError(f"GOV.UK Notify answers {code}.")
    if "email_address" in str(problem.message):
        return SMTPRecipientsRefused({address: (550, b"refused by GOV.UK Notify")})
    return SMTPResponseException(code, f"GOV.UK Notify answers {code}.")
