"""What is measured, the real figures, and what is agreed beside them."""

from decimal import Decimal

from outcomes.indicators.actions.indicators import define_indicator, place_marker
from outcomes.indicators.actions.releases import import_release
from outcomes.management.demo.calendar import Calendar
from outcomes.management.demo.places import FOUNDED
from outcomes.management.demo.words import Script, Words
from outcomes.models import Indicator, Release
from participation.models import Council, Sector, User


def define(
    script: Script, officer: User, council: Council, calendar: Calendar
) -> dict[str, Indicator]:
    """Every indicator of indicators.toml with its markers, by its key."""
    words = script.words("indicators")
    told = {name: words["release"][name] for name in ("source", "licence")}
    return {
        one["key"]: _define(officer, council, {**told, **one}, n, calendar)
        for n, one in enumerate(words["indicators"])
    }


def bring_in(script: Script, officer: User, council: Council, calendar: Calendar) -> Release:
    """The real figures, with whose they are."""
    entry = script.words("indicators")["release"]
    name = entry.pop("file")
    file = script.file(f"data/{name}")
    at = calendar.morning(FOUNDED)
    return import_release(by=officer, council=council, file=file, name=name, **entry, at=at)


def _define(
    officer: User, council: Council, entry: Words, position: int, calendar: Calendar
) -> Indicator:
    at, markers = calendar.morning(FOUNDED), entry.pop("markers", [])
    sector = Sector.objects.get(council=council, slug=entry.pop("sector"))
    indicator = define_indicator(
        by=officer, council=council, sector=sector, position=position, **entry, at=at
    )
    for marker in markers:
        value = Decimal(marker.pop("value")) if "value" in marker else None
        place_marker(by=officer, indicator=indicator, value=value, **marker, at=at)
    return indicator
