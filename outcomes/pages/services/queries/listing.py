"""The services of a council as a list and as a file."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from participation.engines.registers import BETWEEN_KINDS
from participation.models import Council, Service

COLUMNS = [
    gettext_lazy("name"),
    gettext_lazy("kind"),
    gettext_lazy("sector"),
    gettext_lazy("run by"),
    gettext_lazy("ward"),
    gettext_lazy("ward code"),
    gettext_lazy("postcode"),
    gettext_lazy("whose id"),
    gettext_lazy("registered id"),
]


def services_of(council: Council) -> "QuerySet[Service]":
    """The services of a council with what a list tells of each, and without the shapes of wards."""
    found = Service.objects.on_register().filter(council=council)
    return found.select_related("sector", "organisation", "area").defer("area__boundary")


def kinds_of(council: Council) -> list[str]:
    """What kinds of service there are, each once, as their regulators name them. One query."""
    kinds = (
        Service.objects.on_register()
        .filter(council=council)
        .order_by("kind")
        .values_list("kind", flat=True)
    )
    return sorted({kind for told in kinds.distinct() for kind in told.split(BETWEEN_KINDS)})


def table_of(services: "QuerySet[Service]") -> Iterator[list[object]]:
    """Row by row what a file of these services holds, under COLUMNS. One query."""
    for service in services.order_by("name", "pk").iterator(chunk_size=500):
        yield [
            service.name,
            service.kind,
            service.sector,
            service.organisation or "",
            service.area.called if service.area else "",
            service.area.code if service.area else "",
            service.postcode,
            service.scheme,
            service.registered_id,
        ]
