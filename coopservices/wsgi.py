"""What the web server loads."""

import codecs
import os
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from coopservices.middleware import UNREADABLE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopservices.settings")


class Request(WSGIRequest):
    """A request that can be made whatever its Content-Type says. Django's own fails for charsets
    such as hex before any middleware has run, and reads what was sent in any charset that is named.

    One that Django cannot read, or would not read as UTF-8, is read without its type and marked;
    the middleware answers it.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        try:
            super().__init__(environ)
            if codecs.lookup((self.content_params or {}).get("charset") or "utf-8").name == "utf-8":
                return
        except Exception:  # noqa: BLE001, S110  # whatever a reader of headers may raise, the sender is answered below
            pass
        super().__init__({**environ, "CONTENT_TYPE": "", UNREADABLE: True})


application = get_wsgi_application()
application.request_class = Request
import_module(settings.ROOT_URLCONF)  # every page now, so that nobody's first request waits for it
