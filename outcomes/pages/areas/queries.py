"""Wards as pages read them: where they lie, what lay there before and since, and what is in one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.core.cache import caches
from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from coopservices.languages import language_now
from outcomes.engines.charts.maps import draw_whereabouts
from outcomes.engines.charts.pictures import Outline, Whereabouts
from outcomes.engines.neighbours import beside, holding_land
from outcomes.pages.services.queries.listing import services_of
from participation.models import Area, Council, Service
from participation.places.models import AreaQuerySet

Made = TypeVar("Made")
MOST_SERVICES = 12
KEPT = 300  # seconds for which a map is remembered: as long as new wards may take to be on it
SHAPE = ("pk", "boundary")


@dataclass(frozen=True)
class ServicesOfWard:
    """How many services a ward has."""

    area: Area
    services: int


@dataclass(frozen=True)
class AreaNow:
    """A ward on a day: where it lies, the wards beside it, those that had its land before it began
    and have it since it ended, and the first of its services by name.
    """

    area: Area
    is_over: bool
    map: SafeString
    beside: list[Area]
    earlier: list[Area]
    later: list[Area]
    services: list[Service]
    n_services: int
    beside_services: list[ServicesOfWard]


@dataclass(frozen=True)
class _Lie:
    """How a ward lies among others: its map, and their keys."""

    map: str
    beside: tuple[int, ...]
    earlier: tuple[int, ...]
    later: tuple[int, ...]


def wards_of(council: Council) -> AreaQuerySet:
    """The wards of a council, past and present, by name and without their shapes."""
    return Area.objects.filter(council=council).wards().defer("boundary").order_by("name", "code")


def ended_wards(council: Council, today: date) -> AreaQuerySet:
    """Those that there were before, the last to end first."""
    return wards_of(council).filter(valid_to__lte=today).order_by("-valid_to", "name")


def map_of_wards(wards: Sequence[Area], council: Council) -> SafeString:
    """Where these wards lie, each with its number in their order; "" where there are none. One
    query, and none while the map is remembered.
    """
    if not wards:
        return SafeString("")
    key = f"wards/{council.pk}/{language_now()}/{_names(wards)}"
    return _safe(_remembered(key, lambda: _draw(wards, council)))


def area_now(area: Area, *, today: date) -> AreaNow:
    """A ward on a day. Seven queries at most."""
    key = f"ward/{area.pk}/{language_now()}/{area.valid_from}/{area.valid_to}"
    lie = _remembered(key, lambda: _lie(area))
    near = {*lie.beside, *lie.earlier, *lie.later}
    wards = wards_of(area.council).filter(pk__in=near) if near else []
    known = {ward.pk: ward for ward in wards}
    services = services_of(area.council).filter(area=area)
    counted = (
        Service.objects.on_register().filter(area__in=lie.beside).order_by().values_list("area")
    )
    numbers = dict(counted.annotate(Count("pk"))) if lie.beside else {}
    return AreaNow(
        area=area,
        is_over=area.valid_to is not None and area.valid_to <= today,
        map=_safe(lie.map),
        beside=_known(lie.beside, known),
        earlier=_known(lie.earlier, known),
        later=_known(lie.later, known),
        services=list(services.order_by("name", "pk")[:MOST_SERVICES]),
        n_services=services.count(),
        beside_services=[
            ServicesOfWard(known[pk], numbers[pk])
            for pk in lie.beside
            if pk in known and pk in numbers
        ],
    )


def _remembered(key: str, make: Callable[[], Made]) -> Made:
    """What this process made under this key a moment ago, or makes now."""
    made: Made | None = caches["local"].get(key)
    if made is None:
        made = make()
        caches["local"].set(key, made, KEPT)
    return made


def _known(keys: Iterable[int], wards: dict[int, Area]) -> list[Area]:
    return [wards[pk] for pk in keys if pk in wards]


def _names(wards: Iterable[Area]) -> int:
    return hash(tuple((ward.pk, ward.name, ward.name_cy) for ward in wards))


def _draw(wards: Sequence[Area], council: Council) -> str:
    """The map of all wards, each a link. One query."""
    shapes = dict(Area.objects.filter(pk__in=[ward.pk for ward in wards]).values_list(*SHAPE))
    return draw_whereabouts(
        Whereabouts(
            title=_("Map of the wards"),
            description=_("Each number on the map is that of a ward in the list beside it."),
            outlines=tuple(
                Outline(str(n), shapes[ward.pk], reverse("area_detail", args=[ward.code]))
                for n, ward in enumerate(wards, start=1)
            ),
        )
    )


def _lie(area: Area) -> _Lie:
    """How a ward lies among those of its own last day, and whose land it was and is. Three queries
    at most.
    """
    last_day = area.last_day
    others = Area.objects.filter(council=area.council).wards().exclude(pk=area.pk).order_by("name")
    now = list(others.valid_on(last_day or area.valid_from))
    before = others.valid_on(area.valid_from - timedelta(days=1))
    after = others.valid_on(area.valid_to) if area.valid_to else others.none()
    return _Lie(
        map=_draw_one(area, now),
        beside=tuple(beside(area.boundary, {each.pk: each.boundary for each in now})),
        earlier=_holding(area, before),
        later=_holding(area, after),
    )


def _holding(area: Area, others: Iterable[Area]) -> tuple[int, ...]:
    return tuple(holding_land(area.boundary, {each.pk: each.boundary for each in others}))


def _draw_one(area: Area, others: Iterable[Area]) -> str:
    there = [
        Outline("", each.boundary, reverse("area_detail", args=[each.code])) for each in others
    ]
    return draw_whereabouts(
        Whereabouts(
            title=_("Where it lies"),
            description=_("A map of the wards; this one is filled in."),
            outlines=(*there, Outline("", area.boundary, is_here=True)),
        )
    )


def _safe(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 (drawn by us, its words written as text)
