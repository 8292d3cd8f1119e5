"""E-mails by SMTP, from a server that is given up soon where it says nothing: a page that sends a
code waits for it, and holds a thread that others vote with.
"""

from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """Django's own, with little patience until the server has greeted us and let us in, and all of
    it (EMAIL_TIMEOUT) from then on: it may look at a letter for a while before it takes it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patience, self.timeout = self.timeout, settings.EMAIL_GREETING_TIMEOUT

    def open(self) -> bool | None:
        """Whether a new connection was opened; None where none could be, and that is no fault."""
        is_new = super().open()
        sock = self.connection.sock if is_new and self.connection else None
        if sock is not None:
            sock.settimeout(self.patience)
        return is_new
