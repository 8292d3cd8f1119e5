"""Where things are: the ward of a postcode, of a code or of a point."""

from datetime import date

from participation.councils.models import Council
from participation.engines.boundaries import Places
from participation.engines.registers import Spot
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
