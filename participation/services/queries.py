"""What sectors are called, and what a file of services would change."""

from collections.abc import Sequence
from datetime import date

from coopservices.texts import Text
from participation.councils.models import Council
from participation.engines.changes import Changes, changes_between
from participation.engines.registers import ServiceRow
from participation.places.models import normalise_postcode
from participation.places.queries import WardFinder
from participation.services.models import Sector, Service


def changes_of_services(
    council: Council, sector: Sector, rows: Sequence[ServiceRow], day: date
) -> tuple[Changes, int]:
    """What taking these services would change, and how many of them lie in none of our wards.

    Missing are those of the same register in the sector that are not in the file and had not left
    before. Two queries.
    """
    wards = WardFinder(council, day)
    read = {_key(row.scheme, row.registered_id): _read(row, wards) for row in rows}
    known = Service.objects.filter(council=council, scheme__in={row.scheme for row in rows})
    stored = {
        _key(each.scheme, each.registered_id): _stored(each)
        for each in known.select_related("organisation", "area", "sector").defer("area__boundary")
        if (each.sector_id == sector.pk and each.left_on is None)
        or _key(each.scheme, each.registered_id) in read
    }
    sectored = {key: {**facts, "sector": sector.name} for key, facts in read.items()}
    elsewhere = sum(not facts["ward"] for facts in read.values())
    return changes_between(stored, sectored), elsewhere


def services_missing(council: Council, sector: Sector, rows: Sequence[ServiceRow]) -> list[int]:
    """The keys of the rows of those that are missing, as above. One query."""
    read = {(row.scheme, row.registered_id) for row in rows}
    known = Service.objects.filter(council=council, sector=sector).on_register()
    found = known.filter(scheme__in={row.scheme for row in rows})
    return [
        pk
        for pk, scheme, registered_id in found.values_list("pk", "scheme", "registered_id")
        if (scheme, registered_id) not in read
    ]


def sector_names(council: Council) -> dict[str, Text]:
    """What the sectors of a council are called, by their slugs. One query."""
    return {each.slug: each.names for each in Sector.objects.filter(council=council)}


def _key(scheme: str, registered_id: str) -> str:
    return f"{scheme} {registered_id}"


def _read(row: ServiceRow, wards: WardFinder) -> dict[str, str]:
    ward = wards.at(row.spot)
    return {
        "name": row.name,
        "kind": row.kind,
        "provider": row.provider,
        "postcode": normalise_postcode(row.postcode),
        "ward": ward.name if ward else "",
        "places": "" if row.places is None else str(row.places),
        "registered_on": row.registered_on.isoformat() if row.registered_on else "",
        "left_on": "",
    }


def _stored(service: Service) -> dict[str, str]:
    return {
        "name": service.name,
        "kind": service.kind,
        "provider": service.organisation.name if service.organisation else "",
        "postcode": service.postcode,
        "ward": service.area.name if service.area else "",
        "places": "" if service.places is None else str(service.places),
        "registered_on": service.registered_on.isoformat() if service.registered_on else "",
        "left_on": service.left_on.isoformat() if service.left_on else "",
        "sector": service.sector.name,
    }
