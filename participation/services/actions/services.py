"""Importing care homes and surgeries from the registers that their regulators publish."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.engines.registers import ServiceRow
from participation.people.models import User
from participation.places.models import normalise_postcode
from participation.places.permissions import may_import_data
from participation.places.queries import WardFinder
from participation.services.models import Organisation, Sector, Service
from participation.services.queries import services_missing

RENEWED = [
    "sector_id",
    "organisation_id",
    "area_id",
    "name",
    "kind",
    "postcode",
    "places",
    "registered_on",
    "left_on",
]


class ServicesRefused(Exception):
    """Why a register cannot be taken, in words for the officer."""


@transaction.atomic
def import_services(
    *,
    by: User,
    council: Council,
    sector: Sector,
    rows: Sequence[ServiceRow],
    others_left: bool = False,
    at: datetime,
) -> int:
    """Take the services of a register, each in the ward its code or its point says; one met before
    is renewed. With `others_left` those of the sector that the same register has no more are marked
    as having left it; nothing is ever deleted.

    Returns how many were taken. Raises ServicesRefused.
    """
    require(may_import_data(by, council))
    if sector.council_id != council.pk:
        raise ServicesRefused(_("That sector belongs to another council."))
    once = {(row.scheme, row.registered_id): row for row in rows}

    wards = WardFinder(council, at.date())
    providers = _providers(council, {row.provider for row in rows if row.provider})
    if others_left:
        missing = services_missing(council, sector, rows)
        Service.objects.filter(pk__in=missing).update(left_on=at.date())
    services = [
        Service(
            council=council,
            sector=sector,
            organisation=providers.get(row.provider),
            area=wards.at(row.spot),
            postcode=normalise_postcode(row.postcode)[:8],
            **_facts(row),
        )
        for row in once.values()
    ]
    Service.objects.bulk_create(
        _not_stored(council, services),
        batch_size=200,
        update_conflicts=True,
        unique_fields=["council", "scheme", "registered_id"],
        update_fields=RENEWED,
    )
    audit.record("services_imported", sector, by=by, details={"services": len(once)}, at=at)
    events.record("participation.services_imported", subject_id=sector.pk, actor_id=by.pk, at=at)
    return len(once)


def _not_stored(council: Council, services: Sequence[Service]) -> list[Service]:
    """Those of which something is new: what is stored as it is told is not written again. One
    query.
    """
    known = Service.objects.filter(council=council, scheme__in={each.scheme for each in services})
    stored = {
        tuple(row[:2]): row[2:] for row in known.values_list("scheme", "registered_id", *RENEWED)
    }
    return [
        each
        for each in services
        if stored.get((each.scheme, each.registered_id))
        != tuple(getattr(each, name) for name in RENEWED)
    ]


def _facts(row: ServiceRow) -> dict[str, Any]:
    return {
        "scheme": row.scheme,
        "registered_id": row.registered_id,
        "name": row.name,
        "kind": row.kind,
        "places": row.places,
        "registered_on": row.registered_on,
    }


def _providers(council: Council, names: set[str]) -> dict[str, Organisation]:
    """The organisations of these names, made where they are new."""
    known = Organisation.objects.filter(council=council)
    new = names - set(known.values_list("name", flat=True))
    Organisation.objects.bulk_create(
        [
            Organisation(council=council, kind=Organisation.Kind.PROVIDER, name=name)
            for name in sorted(new)
        ],
        ignore_conflicts=True,
    )
    return {found.name: found for found in known if found.name in names}
