"""Which council answers at a host."""

from django.conf import settings
from django.core.cache import caches
from django.urls import reverse

from coopservices.languages import WELSH
from participation.councils.models import Council

SECONDS_REMEMBERED = 30


def council_at(host: str) -> Council | None:
    """The council whose host this is (port and case aside). A council alone on a machine answers at
    any host.
    """
    councils = _all_councils()
    if len(councils) == 1:
        return councils[0]
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    return next((council for council in councils if council.host == name.lower()), None)


def page_at(council: Council, name: str, *arguments: object) -> str:
    """The whole address of a page of a council, for what is read elsewhere, as in an e-mail."""
    site = f"{'https' if settings.HTTPS else 'http'}://{council.host}" if council.host else None
    return f"{site or settings.SITE}{reverse(name, args=arguments)}"


def languages_of(council: Council) -> list[str]:
    """The languages in which a council writes to somebody whose language it does not know."""
    return [settings.LANGUAGE_CODE, *([WELSH] if council.may_write_welsh else [])]


def _all_councils() -> list[Council]:
    """Asked on every request, so each process remembers for a moment; there are dozens at most."""
    councils: list[Council] | None = caches["local"].get("councils")
    if councils is None:
        councils = list(Council.objects.all())
        caches["local"].set("councils", councils, SECONDS_REMEMBERED)
    return councils
