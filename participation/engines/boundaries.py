"""Reads wards out of GeoJSON (RFC 7946), and says which of them a point lies in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shapely import Point
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from coopservices.sentences import Sentence, sentence

Key = TypeVar("Key")
AREAL = ("Polygon", "MultiPolygon")
CODES = re.compile(r"area_code|code|wd\d\dcd", re.ASCII | re.IGNORECASE)
NAMES = re.compile(r"area_name|name|wd\d\dnm", re.ASCII | re.IGNORECASE)  # as the ONS heads them
WELSH_NAMES = re.compile(r"(area_)?name_cy|wd\d\dnmw", re.ASCII | re.IGNORECASE)
LONGEST_NAME = 120
LEAST_SHARE = 0.05


class BadBoundaries(Exception):
    """Why a file of boundaries cannot be taken, naming the place that is wrong."""


@dataclass(frozen=True)
class Boundary:
    """One place in the file: its GSS code, its name, its GeoJSON geometry, and its name in Welsh
    where the file tells it.
    """

    code: str
    name: str
    geometry: dict[str, Any]
    name_cy: str = ""


def boundaries_in(collection: object) -> list[Boundary]:
    """Every feature of a FeatureCollection, by its code and its name (`area_code`, `code` or
    `WD25CD`, and the like). Raises BadBoundaries.
    """
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list) or not features:
        raise BadBoundaries(sentence("This is not a GeoJSON FeatureCollection with places in it."))
    found = [_boundary(feature, n) for n, feature in enumerate(features, start=1)]
    codes = [boundary.code for boundary in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise BadBoundaries(sentence("%(code)s is in the file twice.", code=twice[0]))
    return found


def _boundary(feature: object, n: int) -> Boundary:
    facts = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(feature, Mapping) or not isinstance(facts, Mapping):
        raise BadBoundaries(sentence("Place %(place)s has no properties.", place=n))
    code, name, name_cy = (_told(facts, names) for names in (CODES, NAMES, WELSH_NAMES))
    if not name or not 0 < len(code) <= 9:
        raise BadBoundaries(
            sentence(
                "Place %(place)s (%(name)s) needs an area_name and an area_code such as E05015239.",
                place=n,
                name=name or sentence("no name"),
            )
        )
    if len(max(name, name_cy, key=len)) > LONGEST_NAME:
        raise BadBoundaries(
            sentence("The name of place %(place)s is longer than 120 letters.", place=n)
        )
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in AREAL:
        raise BadBoundaries(
            sentence("The boundary of %(name)s must be a Polygon or a MultiPolygon.", name=name)
        )
    if problem := _problem_with(geometry):
        raise BadBoundaries(
            sentence(
                "The boundary of %(name)s cannot be used: %(problem)s.", name=name, problem=problem
            )
        )
    return Boundary(code, name, geometry, name_cy)


def _told(facts: Mapping[str, object], names: re.Pattern[str]) -> str:
    """The first property of such a name that says something."""
    found = (str(facts[key] or "").strip() for key in facts if names.fullmatch(key))
    return next(filter(None, found), "")


def _problem_with(geometry: dict[str, Any]) -> Sentence | str:
    """What is wrong with a geometry, "" if nothing is."""
    try:
        outline = shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return sentence("its coordinates are not complete")
    if outline.is_empty:
        return sentence("it is empty")
    west, south, east, north = outline.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return sentence("its coordinates are not longitude and latitude")
    return "" if outline.is_valid else explain_validity(outline)


def share_land(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether at least a twentieth of the smaller place is the other's land too. Neighbours, whose
    borders are drawn a little apart, share less.
    """
    here, there = shape(one), shape(other)
    least = LEAST_SHARE * min(here.area, there.area)
    return bool(here.intersection(there).area >= least)


class Places(Generic[Key]):
    """Answers which place a point lies in."""

    def __init__(self, geometries: Mapping[Key, dict[str, Any]]) -> None:
        self._outlines: list[tuple[Key, BaseGeometry]] = [
            (key, shape(found)) for key, found in geometries.items()
        ]

    def at(self, lon: float, lat: float) -> Key | None:
        """The place that covers this point (WGS84 degrees), the first one when it is on a border,
        or None.
        """
        point = Point(lon, lat)
        return next((key for key, outline in self._outlines if outline.covers(point)), None)
