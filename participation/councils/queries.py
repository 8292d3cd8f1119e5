"""Which council answers at a host."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.urls import reverse

from coopservices.languages import WELSH
from participation.councils.models import Council

SECONDS_REMEMBERED = 30


def council_at(host: str) -> Council | None:
    """The council whose host this is (port and case aside). Where no other council's is, it is that
    of a council alone on a machine, or of the only one that has no host of its own.
    """
    councils = _all_councils()
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    for council in councils:
        if council.host == name.lower():
            return council
    hostless = councils if len(councils) == 1 else [each for each in councils if not each.host]
    return hostless[0] if len(hostless) == 1 else None


def page_at(council: Council, name: str, *arguments: object) -> str:
    """The whole address of a page of a council, for what is read elsewhere, as in an e-mail."""
    return f"{site_of(council)}{reverse(name, args=arguments)}"


def site_of(council: Council) -> str:
    """The council's own host, at the port of the installation where that is not the usual one."""
    if not council.host:
        return settings.SITE
    port = urlsplit(settings.SITE).port
    return f"{'https' if settings.HTTPS else 'http'}://{council.host}{f':{port}' if port else ''}"


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
