"""Importing areas, and the postcodes that lie in them. All of a file is taken, or none of it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.engines.boundaries import Boundary
from participation.engines.registers import PostcodeRow
from participation.people.models import User
from participation.places.models import Area, Postcode
from participation.places.permissions import may_import_data
from participation.places.queries import wards_of_postcodes


class PlacesRefused(Exception):
    """Why a file of places cannot be taken, in words for the officer."""


@transaction.atomic
def import_areas(
    *,
    by: User,
    council: Council,
    boundaries: Sequence[Boundary],
    valid_from: date,
    valid_to: date | None = None,
    ends_others: bool = False,
    at: datetime,
) -> int:
    """Take wards, valid from a day to (not on) another; known
    codes are renewed. With `ends_others` the wards that are not in it end on that day.

    Returns how many there are. Raises PlacesRefused.
    """
    require(may_import_data(by, council))
    if valid_to is not None and valid_to <= valid_from:
        raise PlacesRefused(_("The day these areas end must come after the day they begin."))

    for boundary in boundaries:
        facts = {
            "kind": Area.Kind.WARD,
            "name": boundary.name,
            "boundary": boundary.geometry,
            "valid_from": valid_from,
            "valid_to": valid_to,
        }
        if boundary.name_cy:  # a file without Welsh names takes none away
            facts["name_cy"] = boundary.name_cy
        Area.objects.update_or_create(council=council, code=boundary.code, defaults=facts)
    if ends_others:
        others = Area.objects.filter(council=council, valid_from__lt=valid_from).wards()
        codes = [boundary.code for boundary in boundaries]
        others.valid_on(valid_from).exclude(code__in=codes).update(valid_to=valid_from)
    audit.record("areas_imported", council, by=by, details={"areas": len(boundaries)}, at=at)
    events.record("participation.areas_imported", subject_id=council.pk, actor_id=by.pk, at=at)
    return len(boundaries)


@transaction.atomic
def import_postcodes(
    *, by: User, council: Council, rows: Sequence[PostcodeRow], at: datetime
) -> int:
    """Take the postcodes that lie in this council's wards of today; the others are left where they
    are.

    Returns how many were taken. Raises PlacesRefused when no postcode lies in the council.
    """
    require(may_import_data(by, council))
    found = wards_of_postcodes(council, rows, at.date())
    postcodes = [Postcode(council=council, code=code, area=area) for code, area in found.items()]
    if not postcodes:
        raise PlacesRefused(_("No postcode in this file lies in a ward of this council."))

    Postcode.objects.bulk_create(
        postcodes,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["council", "code"],
        update_fields=["area"],
    )
    audit.record("postcodes_imported", council, by=by, details={"postcodes": len(postcodes)}, at=at)
    events.record("participation.postcodes_imported", subject_id=council.pk, actor_id=by.pk, at=at)
    return len(postcodes)
