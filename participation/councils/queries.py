"""Which council answers at a host."""

from django.core.cache import caches

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


def _all_councils() -> list[Council]:
    """Asked on every request, so each process remembers for a moment; there are dozens at most."""
    councils: list[Council] | None = caches["local"].get("councils")
    if councils is None:
        councils = list(Council.objects.all())
        caches["local"].set("councils", councils, SECONDS_REMEMBERED)
    return councils
