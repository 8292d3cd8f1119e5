"""Where things are: the ward of a postcode, of a code or of a point; and what a file of places
would change.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date

from participation.councils.models import Council
from participation.engines.boundaries import Boundary, Places
from participation.engines.changes import Changes, changes_between
from participation.engines.registers import PostcodeRow, Spot
from participation.places.models import Area, Postcode, normalise_postcode


def area_of_postcode(council: Council, postcode: str) -> Area | None:
    """The ward a postcode lies in, however it is typed; None when we do not know it."""
    found = (
        Postcode.objects.filter(council=council, code=normalise_postcode(postcode))
        .select_related("area")
        .first()
    )
    return found.area if found else None


class WardFinder:
    """Answers where things are in one council's wards, as they are on a day; asks the database
    once.
    """

    def __init__(self, council: Council, day: date) -> None:
        wards = list(Area.objects.filter(council=council).wards().valid_on(day))
        self._by_code = {ward.code: ward for ward in wards}
        self._places = Places({ward: ward.boundary for ward in wards})

    def at(self, spot: Spot) -> Area | None:
        """The ward of this code; else the ward round this point; else None."""
        if ward := self._by_code.get(spot.ward_code):
            return ward
        return self._places.at(*spot.point) if spot.point else None


def wards_of_postcodes(council: Council, rows: Iterable[PostcodeRow], day: date) -> dict[str, Area]:
    """The ward of each of these postcodes that lies in one on a day, by its code. One query."""
    wards = WardFinder(council, day)
    found = ((normalise_postcode(row.postcode), wards.at(row.spot)) for row in rows)
    return {code: ward for code, ward in found if ward}


# --- What a file would change ---------------------------------------------------------------------


def changes_of_postcodes(council: Council, found: dict[str, Area]) -> Changes:
    """What taking these postcodes would change. Those that are not in the file stay: people who
    moved in by them have them still. One query.
    """
    known = Postcode.objects.filter(council=council).values_list("code", "area__name")
    stored = {
        code: {"ward": ward} for code, ward in known.iterator(chunk_size=2000) if code in found
    }
    read = {code: {"ward": ward.name} for code, ward in found.items()}
    return changes_between(stored, read)


def changes_of_wards(council: Council, boundaries: Sequence[Boundary], valid_from: date) -> Changes:
    """What taking these wards would change; missing are those that are valid on that day and not in
    the file. One query.
    """
    codes = {boundary.code for boundary in boundaries}
    wards = list(Area.objects.filter(council=council).wards())
    current = {ward.code for ward in wards if ward.is_valid_on(valid_from)}
    days = first_days(wards, codes, valid_from)
    stored = {
        ward.code: {
            **_facts(ward.name, ward.boundary, ward.valid_from),
            "name_cy": ward.name_cy,
        }
        for ward in wards
        if ward.code in codes | current
    }
    read = {each.code: _facts(each.name, each.geometry, days[each.code]) for each in boundaries}
    for each in boundaries:
        if each.name_cy:
            read[each.code]["name_cy"] = each.name_cy
    return changes_between(stored, read)


def first_days(wards: Iterable[Area], codes: set[str], valid_from: date) -> dict[str, date]:
    """From which day each ward of a file holds, by its code. In a new edition of wards, one that
    was there before keeps its own first day; a file of the same wards says anew when they began.
    """
    before = {ward.code: ward.valid_from for ward in wards if ward.is_valid_on(valid_from)}
    kept = {} if set(before) == codes else before
    return {code: kept.get(code, valid_from) for code in codes}


def left_in_ended_wards(council: Council, day: date) -> tuple[int, int]:
    """How many postcodes and services of a council lie in wards that have ended: until their files
    are sent again nobody knows in which of the new ones they are. Two queries.
    """
    ended = Area.objects.filter(council=council, valid_to__lte=day)
    services = ended.filter(services__isnull=False, services__left_on=None)
    return Postcode.objects.filter(area__in=ended).count(), services.count()


def _facts(name: str, geometry: object, valid_from: date) -> dict[str, str]:
    shape = hashlib.sha256(json.dumps(geometry, sort_keys=True).encode()).hexdigest()
    return {"name": name, "valid_from": valid_from.isoformat(), "boundary": shape[:8]}
