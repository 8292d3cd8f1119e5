"""Boundaries: places out of GeoJSON, refused by name where they cannot be used, and which of them a
point lies in.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from participation.engines.boundaries import BadBoundaries, Boundary, Places, boundaries_in


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*corners, corners[0])]]}


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return polygon((west, south), (east, south), (east, north), (west, north))


HERE = square(-2.4, 53.4, -2.3, 53.5)
ISLANDS = {
    "type": "MultiPolygon",
    "coordinates": [square(0, 0, 1, 1)["coordinates"], square(2, 0, 3, 1)["coordinates"]],
}


def place(
    code: object = "E05000001", name: object = "Riverside", geometry: object = HERE
) -> dict[str, object]:
    return {"properties": {"area_code": code, "area_name": name}, "geometry": geometry}


def refusal(*features: object) -> str:
    with pytest.raises(BadBoundaries) as refused:
        boundaries_in({"features": list(features)})
    return str(refused.value)


def test_every_place_is_read_in_the_order_of_the_file() -> None:
    assert boundaries_in(
        {"features": [place("E05000002", " Hill "), place(" E05000001 ", geometry=ISLANDS)]}
    ) == [
        Boundary("E05000002", "Hill", HERE),
        Boundary("E05000001", "Riverside", ISLANDS),
    ]


@pytest.mark.parametrize(
    "collection", [None, "x", [], [place()], {}, {"features": []}, {"features": "x"}]
)
def test_what_is_no_collection_is_refused(collection: object) -> None:
    with pytest.raises(
        BadBoundaries, match=r"^This is not a GeoJSON FeatureCollection with places in it\.$"
    ):
        boundaries_in(collection)


@pytest.mark.parametrize(
    "feature", [1, "place", {}, {"properties": None}, {"properties": ["E05000001"]}]
)
def test_a_place_without_properties_is_refused_by_its_number(feature: object) -> None:
    assert refusal(place(), feature) == "Place 2 has no properties."


@pytest.mark.parametrize(
    ("properties", "who"),
    [
        ({"area_name": "Bowdon"}, "Bowdon"),
        ({"area_name": "Bowdon", "area_code": " "}, "Bowdon"),
        ({"area_name": "Bowdon", "area_code": "E050000011"}, "Bowdon"),
        ({"area_name": " ", "area_code": "E05000001"}, "no name"),
        ({"area_name": None, "area_code": "E05000001"}, "no name"),
        ({}, "no name"),
    ],
)
def test_a_place_needs_a_name_and_a_code_of_nine_signs_at_most(
    properties: Mapping[str, object], who: str
) -> None:
    refused = refusal({"properties": properties, "geometry": HERE})
    assert refused == f"Place 1 ({who}) needs an area_name and an area_code such as E05015239."


@pytest.mark.parametrize(("code", "kept"), [("E05000001", "E05000001"), ("7", "7"), (7, "7")])
def test_a_shorter_code_will_do(code: object, kept: str) -> None:
    (boundary,) = boundaries_in({"features": [place(code)]})
    assert boundary.code == kept


def test_a_code_that_is_there_twice_is_refused_the_first_of_them_by_name() -> None:
    assert (
        refusal(place("B"), place("A"), place("A"), place("C"), place("B"))
        == "A is in the file twice."
    )


@pytest.mark.parametrize(
    "geometry", [None, "here", [HERE], {}, {"type": "Point", "coordinates": [-2.3, 53.4]}]
)
def test_a_boundary_is_an_area(geometry: object) -> None:
    words = "The boundary of Riverside must be a Polygon or a MultiPolygon."
    assert refusal(place(geometry=geometry)) == words


INCOMPLETE = "its coordinates are not complete"
ELSEWHERE = "its coordinates are not longitude and latitude"


@pytest.mark.parametrize(
    ("geometry", "problem"),
    [
        ({"type": "Polygon"}, INCOMPLETE),
        ({"type": "Polygon", "coordinates": "here"}, INCOMPLETE),
        ({"type": "Polygon", "coordinates": 7}, INCOMPLETE),
        ({"type": "Polygon", "coordinates": {}}, INCOMPLETE),
        ({"type": "Polygon", "coordinates": [[[-2.3, 53.4]]]}, INCOMPLETE),
        ({"type": "MultiPolygon", "coordinates": [[5]]}, INCOMPLETE),
        ({"type": "Polygon", "coordinates": []}, "it is empty"),
        ({"type": "MultiPolygon", "coordinates": []}, "it is empty"),
        (polygon((385386, 801193), (385387, 801193), (385387, 801194)), ELSEWHERE),
        (square(-180.1, 0, 1, 1), ELSEWHERE),
        (square(0, -90.1, 1, 1), ELSEWHERE),
        (square(0, 0, 180.1, 1), ELSEWHERE),
        (square(0, 0, 1, 90.1), ELSEWHERE),
        (polygon((0, 0), (1, 1), (1, 0), (0, 1)), "Self-intersection[0.5 0.5]"),
        (polygon((0, 0), (0, 1), (0, 0)), "Too few points in geometry component[0 0]"),
        (polygon((0, 0), (1, 0), (0, 0)), "Too few points in geometry component[0 0]"),
    ],
)
def test_a_boundary_that_cannot_be_used_is_refused_with_what_is_wrong(
    geometry: object, problem: str
) -> None:
    assert (
        refusal(place(geometry=geometry)) == f"The boundary of Riverside cannot be used: {problem}."
    )


def test_a_boundary_may_go_round_the_whole_earth() -> None:
    earth = square(-180, -90, 180, 90)
    assert boundaries_in({"features": [place(geometry=earth)]}) == [
        Boundary("E05000001", "Riverside", earth)
    ]


@pytest.mark.parametrize(
    ("lon", "lat", "found"),
    [
        (0.5, 0.25, "west"),
        (1.5, 0.25, "east"),
        (1, 0.5, "west"),
        (0, 0, "west"),
        (2, 1, "east"),
        (0.25, 1.5, "islands"),
        (2.5, 1.75, "islands"),
        (1.5, 1.5, None),
        (0.5, -0.001, None),
        (-0.001, 0.5, None),
    ],
)
def test_a_point_lies_in_the_first_place_that_covers_it_or_in_none(
    lon: float, lat: float, found: str | None
) -> None:
    islands = {
        "type": "MultiPolygon",
        "coordinates": [square(0, 1, 1, 2)["coordinates"], square(2, 1, 3, 2)["coordinates"]],
    }
    places = Places({"west": square(0, 0, 1, 1), "east": square(1, 0, 2, 1), "islands": islands})
    assert places.at(lon, lat) == found
