"""Importing areas, and the postcodes that lie in them. All of a file is taken, or none of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.engines.boundaries import boundaries_in
from participation.engines.registers import postcodes_in
from participation.people.models import User
from participation.places.models import Area, Postcode, normalise_postcode
from participation.places.permissions import may_import_data
from participation.places.queries import WardFinder


class PlacesRefused(Exception):
    """Why a file of places cannot be taken, in words for the officer."""


@transaction.atomic
def import_areas(
    *,
    by: User,
    council: Council,
    collection: object,
    valid_from: date,
    valid_to: date | None = None,
    at: datetime,
) -> int:
    """Take the wards of a GeoJSON FeatureCollection, valid from a day to (not on) another; known
    codes are renewed.

    Returns how many there are. Raises BadBoundaries, with the name of the place that is wrong, and
    stores nothing.
    """
    require(may_import_data(by, council))
    boundaries = boundaries_in(collection)
    if valid_to is not None and valid_to <= valid_from:
        raise PlacesRefused(_("The day these areas end must come after the day they begin."))

    for boundary in boundaries:
        Area.objects.update_or_create(
            council=council,
            code=boundary.code,
            defaults={
                "kind": Area.Kind.WARD,
                "name": boundary.name,
                "boundary": boundary.geometry,
                "valid_from": valid_from,
                "valid_to": valid_to,
            },
        )
    audit.record("areas_imported", council, by=by, details={"areas": len(boundaries)}, at=at)
    events.record("participation.areas_imported", subject_id=council.pk, actor_id=by.pk, at=at)
    return len(boundaries)


@transaction.atomic
def import_postcodes(*, by: User, council: Council, text: str, at: datetime) -> int:
    """Take the postcodes of a CSV that lie in this council's wards of today; the others are left
    where they are.

    Returns how many were taken. Raises UnreadableRegister, and PlacesRefused when no postcode lies
    in the council.
    """
    require(may_import_data(by, council))
    wards = WardFinder(council, at.date())
    found = {normalise_postcode(row.postcode): wards.at(row.spot) for row in postcodes_in(text)}
    rows = [Postcode(council=council, code=code, area=area) for code, area in found.items() if area]
    if not rows:
        raise PlacesRefused(_("No postcode in this file lies in a ward of this council."))

    Postcode.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["council", "code"],
        update_fields=["area"],
    )
    audit.record("postcodes_imported", council, by=by, details={"postcodes": len(rows)}, at=at)
    events.record("participation.postcodes_imported", subject_id=council.pk, actor_id=by.pk, at=at)
    return len(rows)
