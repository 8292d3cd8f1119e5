"""Importing areas, and the postcodes that lie in them. All of a file is taken, or none of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from coopservices import audit
from coopservices.outbox import events
from coopservices.permissions import require
from participation.councils.models import Council
from participation.engines.boundaries import Boundary, share_land
from participation.engines.registers import PostcodeRow
from participation.people.models import User
from participation.places.models import Area, Postcode
from participation.places.permissions import may_import_data
from participation.places.queries import first_days, wards_of_postcodes

ROWS_AT_ONCE = 20_000
STORE_ARRAYS = """
    INSERT INTO participation_postcode (council_id, code, area_id)
    SELECT %s, * FROM unnest(%s::text[], %s::bigint[])
    ON CONFLICT (council_id, code) DO UPDATE SET area_id = excluded.area_id
"""
STORE_ROW = """
    INSERT INTO participation_postcode (council_id, code, area_id) VALUES (%s, %s, %s)
    ON CONFLICT (council_id, code) DO UPDATE SET area_id = excluded.area_id
"""


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
    """Take wards, valid from a day to (not on) another; known codes are renewed, and keep their own
    first day where the file is a new edition. With `ends_others` the wards that are not in it end
    on that day. An ended ward stays, with all that was said and counted in it.

    Returns how many there are. Raises PlacesRefused.
    """
    require(may_import_data(by, council))
    if valid_to is not None and valid_to <= valid_from:
        raise PlacesRefused(_("The day these areas end must come after the day they begin."))

    known = list(Area.objects.filter(council=council).wards())
    stored = {ward.code: ward for ward in known}
    days = first_days(known, {each.code for each in boundaries}, valid_from)
    for boundary in boundaries:
        ward = stored.get(boundary.code)
        facts = {
            "kind": Area.Kind.WARD,
            "name": boundary.name,
            "boundary": boundary.geometry,
            "valid_from": days[boundary.code],
            "valid_to": valid_to or _end_of(boundary, ward, known, valid_from),
        }
        if boundary.name_cy:  # a file without Welsh names takes none away
            facts["name_cy"] = boundary.name_cy
        _renew(council, boundary.code, ward, facts)
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
    if not found:
        raise PlacesRefused(_("No postcode in this file lies in a ward of this council."))

    stored = dict(Postcode.objects.filter(council=council).values_list("code", "area"))
    _store(council, {code: ward.pk for code, ward in found.items() if stored.get(code) != ward.pk})
    audit.record("postcodes_imported", council, by=by, details={"postcodes": len(found)}, at=at)
    events.record("participation.postcodes_imported", subject_id=council.pk, actor_id=by.pk, at=at)
    return len(found)


def _end_of(
    boundary: Boundary, ward: Area | None, known: Sequence[Area], valid_from: date
) -> date | None:
    """Until when a ward holds. One that is known ends when it did; an edition that is sent after a
    later one, when wards of that began on its land.
    """
    if ward:
        return ward.valid_to if ward.valid_to and ward.valid_to > valid_from else None
    later = [
        each.valid_from
        for each in known
        if each.valid_from > valid_from and share_land(boundary.geometry, each.boundary)
    ]
    return min(later, default=None)


def _renew(council: Council, code: str, ward: Area | None, facts: dict[str, Any]) -> None:
    """A ward as a file tells it; what is told already is not written again."""
    if ward is None:
        Area.objects.create(council=council, code=code, **facts)
        return
    changed = [name for name, value in facts.items() if getattr(ward, name) != value]
    for name in changed:
        setattr(ward, name, facts[name])
    if changed:
        ward.save(update_fields=changed)


def _store(council: Council, wards: dict[str, int]) -> None:
    """Write postcodes that are new or have moved, by hand: of 200,000 the ORM makes as many rows in
    Python first, which takes most of the time (`make bench`, data-import).
    """
    rows = list(wards.items())
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            if connection.vendor == "postgresql":
                codes, keys = zip(*part, strict=True)
                cursor.execute(STORE_ARRAYS, [council.pk, list(codes), list(keys)])
            else:
                cursor.executemany(STORE_ROW, [(council.pk, *row) for row in part])
