"""The council and its real places: wards, care homes, surgeries, and the invented organisations
among them.
"""

import json
from datetime import date

from outcomes.management.demo.calendar import Calendar
from outcomes.management.demo.words import FOLDER, words
from participation.demonstration.actions import declare_demonstration
from participation.engines.boundaries import boundaries_in
from participation.engines.registers import read_postcodes, read_services
from participation.founding.actions import found_council
from participation.models import Council, Organisation, User
from participation.places.actions import import_areas, import_postcodes
from participation.services.actions.organisations import add_organisation
from participation.services.actions.services import import_services

FOUNDED = -240
MAIL_DOMAIN = "@demo.example"  # of everybody invented here
CLERK = f"clerk{MAIL_DOMAIN}"  # founds the council and signs in to nothing
WARDS = {  # the elections at which these wards began, and until when they lasted
    "wards_2022.geojson": (date(2004, 6, 10), date(2023, 5, 4)),
    "wards_2023.geojson": (date(2023, 5, 4), None),
}
REGISTERS = {"care_homes.csv": "adults-residential-care", "gp_practices.csv": "primary-care"}


def found(calendar: Calendar) -> tuple[Council, User]:
    """The council, which says that it is a demonstration, and its clerk."""
    facts, at = words("council")["council"], calendar.morning(FOUNDED)
    attribution = facts.pop("attribution")
    council = found_council(**facts, host=None, officer_email=CLERK, at=at)
    clerk = User.objects.get(email=CLERK)
    declare_demonstration(by=clerk, council=council, attribution=attribution, at=at)
    return council, clerk


def bring_in_places(clerk: User, council: Council, calendar: Calendar) -> None:
    """Wards old and new, care homes and surgeries with their postcodes, and organisations."""
    at = calendar.morning(FOUNDED)
    for name, (valid_from, valid_to) in WARDS.items():
        wards = json.loads(_data(name))
        import_areas(
            by=clerk,
            council=council,
            boundaries=boundaries_in(wards),
            valid_from=valid_from,
            valid_to=valid_to,
            at=at,
        )
    for name, sector in REGISTERS.items():
        register = _data(name).encode()
        import_postcodes(by=clerk, council=council, rows=read_postcodes(register).whole, at=at)
        import_services(
            by=clerk,
            council=council,
            sector=council.sectors.get(slug=sector),
            rows=read_services(register).whole,
            at=at,
        )
    for organisation in words("council")["organisations"]:
        kind = Organisation.Kind(organisation["kind"])
        add_organisation(by=clerk, council=council, name=organisation["name"], kind=kind, at=at)


def _data(name: str) -> str:
    return (FOLDER / "data" / name).read_text()
